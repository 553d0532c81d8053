package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRegisteredModelSearchTest extends RegisteredModelSearchContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
