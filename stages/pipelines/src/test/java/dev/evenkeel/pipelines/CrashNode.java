package dev.evenkeel.pipelines;

import dev.evenkeel.base.Clock;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// A node of its own process that comes to a [FaultPoint], says so, and stays there until it is
/// killed, or told to go on by a line.
final class CrashNode {
  static final Duration HEARTBEAT = Duration.ofMillis(400);

  /// Two steps in a row, three at once, and one that collects them.
  static final Pipeline PIPELINE =
      PipelineReader.read(
          """
          version: 1
          name: crash
          steps:
            load: {uses: work, out: {n: integer}}
            split: {uses: work, in: {n: load.n}, out: {n: integer}}
            fit: {uses: work, each: [10, 20, 30], in: {n: split.n, item: item}, out: {n: integer}}
            best: {uses: work, in: {all: "fit[*].n"}, out: {n: text}}
            tell: {uses: work, in: {n: split.n}, after: [best], out: {n: integer}}
          """,
          "crash.yaml");

  /// Adds its inputs up, or repeats a list: equal inputs, equal answers.
  static final Work WORK =
      new Work(
          "work",
          context -> {
            Map<String, String> inputs = context.step().inputs();
            return Map.of(
                "n",
                inputs.containsKey("all")
                    ? inputs.getOrDefault("all", "")
                    : String.valueOf(
                        1 + inputs.values().stream().mapToLong(Long::parseLong).sum()));
          });

  private CrashNode() {}

  /// Takes the address of the database, the point, and the step or run that it is to be at; `-` for
  /// any.
  public static void main(String[] arguments) throws InterruptedException {
    Database database = Database.open(arguments[0], "postgres", "");
    FaultPoint point = FaultPoint.valueOf(arguments[1]);
    // One worker: a second might be in the middle of a transaction when the node is stopped, and
    // hold a lock that the others wait for, which is another point than the one that was asked for.
    DbSchedulerQueue queue = DbSchedulerQueue.withHeartbeat(database, 1, HEARTBEAT);
    AtomicBoolean reached = new AtomicBoolean();
    PipelineRuns runs =
        new PipelineRuns(
            database,
            queue,
            Clock.system(),
            List.of(WORK),
            KnownSecrets.NONE,
            (at, about) -> {
              boolean isHere = arguments[2].equals("-") || about.equals(arguments[2]);
              if (at == point && isHere && reached.compareAndSet(false, true)) {
                stay(point);
              }
            });
    queue.start();
    PipelineRun run = runs.start(PIPELINE, "", "a crash test", Map.of());
    System.out.println("run " + run.id());
    if (point == FaultPoint.IN_CANCEL) {
      runs.cancel(run.id());
    }
    new CountDownLatch(1).await();
  }

  private static void stay(FaultPoint point) {
    System.out.println("at " + point);
    try {
      int _ = System.in.read();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    System.out.println("goes on");
  }
}
