package dev.evenkeel.automation;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteGateRequestsTest extends GateRequestsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
