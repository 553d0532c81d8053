package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresLoggedModelSearchTest extends LoggedModelSearchContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
