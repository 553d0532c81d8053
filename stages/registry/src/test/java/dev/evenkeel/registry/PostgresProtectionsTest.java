package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresProtectionsTest extends ProtectionsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
