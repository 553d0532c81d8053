package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteRegisteredVersionsTest extends RegisteredVersionsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
