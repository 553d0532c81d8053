package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresRegistryTest extends RegistryContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
