package dev.evenkeel.pipelines;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRunStartsTest extends RunStartsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
