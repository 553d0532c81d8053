package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteDeploymentsTest extends DeploymentsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
