package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteRegistryTest extends RegistryContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
