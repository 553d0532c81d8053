package dev.evenkeel.data;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresAutoCompactionTest extends AutoCompactionContract {
  private final String url = TestDatabases.postgresUrl();

  @Override
  Database openDatabase() {
    return Database.open(url, "postgres", "");
  }

  @Override
  CatalogAddress catalog() {
    return new CatalogAddress(url, "postgres", "");
  }
}
