package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteRoutingTest extends RoutingContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
