package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteRegisteredModelsTest extends RegisteredModelsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
