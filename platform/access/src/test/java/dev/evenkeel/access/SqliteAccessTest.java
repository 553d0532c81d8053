package dev.evenkeel.access;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteAccessTest extends AccessContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
