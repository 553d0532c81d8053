package dev.evenkeel.pipelines;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresOpenLineageTest extends OpenLineageContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
