package dev.evenkeel.files;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresContentsTest extends ContentsContract {
  @Override
  Database openDatabase() {
    return Database.open(TestDatabases.postgresUrl(), "postgres", "");
  }
}
