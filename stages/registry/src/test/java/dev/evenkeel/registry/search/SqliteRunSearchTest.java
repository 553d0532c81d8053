package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteRunSearchTest extends RunSearchContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
