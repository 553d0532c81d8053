package dev.evenkeel.registry.tracking;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresExperimentsTest extends ExperimentsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
