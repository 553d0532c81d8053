package dev.evenkeel.pipelines;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresPipelineRunsTest extends PipelineRunsContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
