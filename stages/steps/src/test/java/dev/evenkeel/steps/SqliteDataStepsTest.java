package dev.evenkeel.steps;

import dev.evenkeel.data.CatalogAddress;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;

class SqliteDataStepsTest extends DataStepsContract {
  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }

  @Override
  CatalogAddress catalog(Path data) {
    return CatalogAddress.embedded(data);
  }
}
