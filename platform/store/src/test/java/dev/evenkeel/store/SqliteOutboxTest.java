package dev.evenkeel.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteOutboxTest extends OutboxContract {
  @TempDir Path folder;

  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
