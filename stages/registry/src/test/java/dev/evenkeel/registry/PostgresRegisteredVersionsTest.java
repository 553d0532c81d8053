package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRegisteredVersionsTest extends RegisteredVersionsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
