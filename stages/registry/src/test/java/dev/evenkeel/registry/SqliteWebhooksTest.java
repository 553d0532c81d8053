package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteWebhooksTest extends WebhooksContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
