package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteRegisteredModelSearchTest extends RegisteredModelSearchContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
