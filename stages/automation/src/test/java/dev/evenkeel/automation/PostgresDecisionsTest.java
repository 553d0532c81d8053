package dev.evenkeel.automation;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresDecisionsTest extends DecisionsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
