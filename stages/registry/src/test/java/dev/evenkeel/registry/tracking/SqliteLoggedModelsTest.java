package dev.evenkeel.registry.tracking;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteLoggedModelsTest extends LoggedModelsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
