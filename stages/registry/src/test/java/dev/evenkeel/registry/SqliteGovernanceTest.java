package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteGovernanceTest extends GovernanceContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
