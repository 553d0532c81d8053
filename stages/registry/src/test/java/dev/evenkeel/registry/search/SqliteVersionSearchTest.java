package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteVersionSearchTest extends VersionSearchContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
