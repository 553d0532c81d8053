package dev.evenkeel.registry.tracking;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteExperimentsTest extends ExperimentsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
