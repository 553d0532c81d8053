package dev.evenkeel.steps;

import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;

class PostgresDataStepsTest extends DataStepsContract {
  private final String url = TestDatabases.postgresUrl();

  @Override
  Database openDatabase() {
    return Database.open(url, "postgres", "");
  }

  @Override
  CatalogAddress catalog(Path data) {
    return new CatalogAddress(url, "postgres", "");
  }
}
