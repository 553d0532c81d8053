package dev.evenkeel.training;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresReproductionTest extends ReproductionContract {
  @Override
  Database openDatabase() {
    return TestDatabases.postgres();
  }
}
