package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresExperimentSearchTest extends ExperimentSearchContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
