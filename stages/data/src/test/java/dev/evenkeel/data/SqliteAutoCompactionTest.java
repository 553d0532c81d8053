package dev.evenkeel.data;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteAutoCompactionTest extends AutoCompactionContract {
  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }

  @Override
  CatalogAddress catalog() {
    return CatalogAddress.embedded(folder.resolve("data"));
  }
}
