package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteProtectionsTest extends ProtectionsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
