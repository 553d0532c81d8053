package dev.evenkeel.automation;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresGateRequestsTest extends GateRequestsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
