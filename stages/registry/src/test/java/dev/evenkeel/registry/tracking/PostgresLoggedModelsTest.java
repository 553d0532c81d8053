package dev.evenkeel.registry.tracking;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresLoggedModelsTest extends LoggedModelsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
