package dev.evenkeel.pipelines;

import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;

class PostgresPipelineFlowTest extends PipelineFlowContract {
  @Override
  Database open() {
    return TestDatabases.postgres();
  }
}
