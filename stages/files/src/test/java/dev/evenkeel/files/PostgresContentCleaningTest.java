package dev.evenkeel.files;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresContentCleaningTest extends ContentCleaningContract {
  @Override
  Database openDatabase() {
    return Database.open(TestDatabases.postgresUrl(), "postgres", "");
  }
}
