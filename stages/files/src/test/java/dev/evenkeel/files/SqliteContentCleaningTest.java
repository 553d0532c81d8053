package dev.evenkeel.files;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteContentCleaningTest extends ContentCleaningContract {
  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }
}
