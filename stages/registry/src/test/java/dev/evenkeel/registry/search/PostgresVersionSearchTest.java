package dev.evenkeel.registry.search;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresVersionSearchTest extends VersionSearchContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
