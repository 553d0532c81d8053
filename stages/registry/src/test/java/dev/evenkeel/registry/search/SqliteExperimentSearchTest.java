package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteExperimentSearchTest extends ExperimentSearchContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
