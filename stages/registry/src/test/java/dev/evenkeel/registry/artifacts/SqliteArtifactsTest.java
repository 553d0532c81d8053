package dev.evenkeel.registry.artifacts;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class SqliteArtifactsTest extends ArtifactsContract {
  @Override
  Database open() {
    return TestDatabases.sqlite(folder);
  }
}
