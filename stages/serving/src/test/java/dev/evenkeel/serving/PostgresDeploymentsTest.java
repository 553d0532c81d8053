package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresDeploymentsTest extends DeploymentsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
