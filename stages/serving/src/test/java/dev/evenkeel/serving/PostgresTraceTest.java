package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresTraceTest extends TraceContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
