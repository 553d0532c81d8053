package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresPredictionLogTest extends PredictionLogContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
