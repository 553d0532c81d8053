package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRepeatsTest extends RepeatsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
