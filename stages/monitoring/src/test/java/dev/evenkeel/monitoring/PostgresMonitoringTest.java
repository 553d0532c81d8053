package dev.evenkeel.monitoring;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresMonitoringTest extends MonitoringContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
