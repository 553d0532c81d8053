package dev.evenkeel.training;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteReproductionTest extends ReproductionContract {
  @Override
  Database openDatabase() {
    return TestDatabases.sqlite(folder);
  }
}
