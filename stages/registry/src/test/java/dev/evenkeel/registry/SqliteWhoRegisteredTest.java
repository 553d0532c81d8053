package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteWhoRegisteredTest extends WhoRegisteredContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
