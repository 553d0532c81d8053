package dev.evenkeel.access;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresApprovalsTest extends ApprovalsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
