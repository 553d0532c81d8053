package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRunSearchTest extends RunSearchContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
