package dev.evenkeel.store;

class PostgresAuditLogTest extends AuditLogContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
