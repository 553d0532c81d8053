package dev.evenkeel.pipelinetest;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.PipelineRuns.Answer;
import dev.evenkeel.pipelines.RunRequest;
import dev.evenkeel.pipelines.State;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineFile;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A database and a queue for one run.
final class Bench implements AutoCloseable {
  private static final int THREADS = 4;
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Path folder;
  private final Database database;
  private final DbSchedulerQueue queue;

  private Bench(Path folder) {
    this.folder = folder;
    this.database = Database.open("jdbc:sqlite:" + folder.resolve("evenkeel.db"), "", "");
    this.queue = new DbSchedulerQueue(database, THREADS);
  }

  static Bench open() {
    try {
      return new Bench(Files.createTempDirectory("pipeline-test"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where files go that steps hand to each other.
  Path files() {
    return folder.resolve("files");
  }

  PipelineRun run(
      Pipeline pipeline,
      List<StepAction> actions,
      Map<String, String> parameters,
      Set<String> refused,
      Duration longest) {
    PipelineRuns runs = new PipelineRuns(database, queue, Clock.system(), actions);
    queue.start();
    String id =
        runs.start(new RunRequest(PipelineFile.of(pipeline), "", "a test", parameters)).id();
    Instant end = Instant.now().plus(longest);
    while (true) {
      PipelineRun run = look(runs, id);
      if (run.state().isFinal()) {
        return run;
      }
      if (Instant.now().isAfter(end)) {
        runs.cancel(id);
        throw new AssertionError(
            "Expected the run of %s to end within %s%n%s"
                .formatted(pipeline.name(), longest, Picture.of(pipeline, run)));
      }
      run.steps().stream()
          .filter(step -> step.state() == State.WAITING)
          .forEach(step -> answer(runs, id, step, refused));
    }
  }

  private static PipelineRun look(PipelineRuns runs, String id) {
    try {
      return runs.await(id, LOOK);
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.BUSY) {
        throw e;
      }
      return runs.run(id).orElseThrow();
    }
  }

  private static void answer(PipelineRuns runs, String id, StepRun step, Set<String> refused) {
    try {
      runs.answer(
          id,
          step.name(),
          refused.contains(step.name()) ? Answer.REFUSED : Answer.APPROVED,
          "the test says so");
    } catch (ProblemException e) {
      // It waits for something else, or has gone on meanwhile.
      if (e.problem().kind() != Problem.Kind.CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    queue.close();
    database.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
