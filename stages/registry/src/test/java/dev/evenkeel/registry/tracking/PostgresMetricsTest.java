package dev.evenkeel.registry.tracking;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresMetricsTest extends MetricsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
