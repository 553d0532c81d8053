package dev.evenkeel.pipelines;

import dev.evenkeel.base.Clock;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// Starts a run, prints its id in the middle of the second step, and then works for ever.
final class DyingProcess {
  static final Pipeline PIPELINE =
      PipelineReader.read(
          "version: 1\nname: p\nsteps:\n  one:\n  two: {after: [one]}\n  three: {after: [two]}\n",
          "p.yaml");

  private DyingProcess() {}

  /// Takes the address of the database.
  public static void main(String[] arguments) {
    Database database = Database.open(arguments[0], "", "");
    DbSchedulerQueue queue = new DbSchedulerQueue(database, 2);
    PipelineRuns runs =
        new PipelineRuns(
            database,
            queue,
            Clock.system(),
            List.of(
                new Work("one", context -> Map.of("by", "the first process")),
                new Work(
                    "two",
                    context -> {
                      System.out.println("working on " + context.runId());
                      new CountDownLatch(1).await();
                      return Map.of();
                    }),
                new Work("three", context -> Map.of())));
    queue.start();
    runs.start(PIPELINE, "model", "a crash test", Map.of());
  }
}
