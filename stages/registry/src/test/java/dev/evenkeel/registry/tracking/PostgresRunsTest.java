package dev.evenkeel.registry.tracking;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRunsTest extends RunsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
