package dev.evenkeel.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed in the middle of a step; the next one finishes the run.
class PipelineCrashTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void theNextProcessFinishesWhatAKilledOneBegan() throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("evenkeel.db");
    String runId = killedInTheMiddle(url);

    try (Database database = Database.open(url, "", "");
        DbSchedulerQueue queue = new DbSchedulerQueue(database, 2)) {
      PipelineRuns runs =
          new PipelineRuns(
              database,
              queue,
              Clock.system(),
              List.of(
                  work("one"),
                  new Work(
                      "two", context -> Map.of("by", "the second", "after", context.output("by"))),
                  work("three")));
      assertThat(runs.run(runId).orElseThrow().steps())
          .extracting(StepRun::state)
          .containsExactly(State.SUCCEEDED, State.RUNNING, State.PENDING);

      queue.start();
      PipelineRun run = runs.await(runId, PATIENCE);

      assertThat(run.state()).isEqualTo(State.SUCCEEDED);
      assertThat(run.steps()).extracting(StepRun::epoch).containsExactly(1, 2, 1);
      assertThat(run.output("one")).isEqualTo(Map.of("by", "the first process"));
      assertThat(run.output("two"))
          .isEqualTo(Map.of("by", "the second", "after", "the first process"));
      assertThat(run.output("three")).isEqualTo(Map.of("by", "the second"));
    }
  }

  private static Work work(String name) {
    return new Work(name, context -> Map.of("by", "the second"));
  }

  private String killedInTheMiddle(String url) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DyingProcess.class.getName(),
                url)
            .redirectError(folder.resolve("child.log").toFile())
            .start();
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("working on ")) {
          return line.substring("working on ".length());
        }
      }
      throw new AssertionError("the child ended early; see " + folder.resolve("child.log"));
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
