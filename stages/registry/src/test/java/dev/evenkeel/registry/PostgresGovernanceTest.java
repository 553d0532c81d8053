package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresGovernanceTest extends GovernanceContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
