package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresProjectsTest extends ProjectsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
