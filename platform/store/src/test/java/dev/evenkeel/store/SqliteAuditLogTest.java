package dev.evenkeel.store;

class SqliteAuditLogTest extends AuditLogContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
