package dev.evenkeel.files;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteContentsTest extends ContentsContract {
  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }
}
