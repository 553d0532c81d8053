package dev.evenkeel.store;

class PostgresWorkQueueTest extends WorkQueueContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
