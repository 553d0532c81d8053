package dev.evenkeel.store;

class PostgresOutboxTest extends OutboxContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
