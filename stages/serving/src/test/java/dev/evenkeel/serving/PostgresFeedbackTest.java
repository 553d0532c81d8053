package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresFeedbackTest extends FeedbackContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
