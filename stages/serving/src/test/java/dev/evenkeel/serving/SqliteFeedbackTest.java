package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteFeedbackTest extends FeedbackContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
