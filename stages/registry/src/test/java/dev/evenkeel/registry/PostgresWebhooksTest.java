package dev.evenkeel.registry;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresWebhooksTest extends WebhooksContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
