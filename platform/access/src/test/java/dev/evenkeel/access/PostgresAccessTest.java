package dev.evenkeel.access;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresAccessTest extends AccessContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
