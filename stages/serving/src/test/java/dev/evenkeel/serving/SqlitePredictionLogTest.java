package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqlitePredictionLogTest extends PredictionLogContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
