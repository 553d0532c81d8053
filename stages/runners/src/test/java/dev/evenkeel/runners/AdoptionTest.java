package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.IntNode;

/// A server is killed while its programs run; the next one finds them.
@EnabledOnOs(OS.LINUX)
class AdoptionTest {
  @TempDir private Path folder;
  private final String id = StepRunnerContract.newId();

  @AfterEach
  void nothingOfItIsLeft() {
    try (ProcessRunners runners = new ProcessRunners(folder)) {
      runners.runner().forget(new Handle(id, 1));
      runners.runner().forget(new Handle(id, 2));
    }
  }

  private Attempt attempt(String script) {
    return ProcessRunners.shell(id, script)
        .withOutputs(List.of(new ExpectedOutput("rmse", ExpectedOutput.Kind.VALUE)));
  }

  @Test
  void theNextServerFindsWhatRuns() throws Exception {
    Path go = folder.resolve("go");
    Path counted = folder.resolve("counted");
    String script =
        """
        echo before >> %2$s
        while [ ! -e %1$s ]; do sleep 0.1; done
        echo after
        echo '{"rmse": 5}' > $EVENKEEL_OUTPUTS
        """
            .formatted(go, counted);
    Handle handle = killedAfterSubmission(script);

    try (ProcessRunners runners = new ProcessRunners(folder)) {
      StepRunner runner = runners.runner();
      assertThat(runner.poll(handle)).isInstanceOf(Progress.Running.class);
      assertThat(runner.submit(attempt(script).at(2))).isEqualTo(handle);
      Files.createFile(go);

      assertThat(StepRunnerContract.over(runner, handle))
          .isEqualTo(new Progress.Ok(Map.of("rmse", new Output.Value(IntNode.valueOf(5)))));
      assertThat(StepRunnerContract.log(runner, handle)).isEqualTo("after\n");
      assertThat(counted).hasContent("before\n");
    }
  }

  @Test
  void theNextServerHearsHowItEndedMeanwhile() throws Exception {
    Handle handle = killedAfterSubmission("sleep 2; exit 4");
    Thread.sleep(3_000);

    try (ProcessRunners runners = new ProcessRunners(folder)) {
      Progress progress = runners.runner().poll(handle);

      assertThat(progress)
          .isInstanceOfSatisfying(
              Progress.Failed.class, failed -> assertThat(failed.exit()).isEqualTo(4));
    }
  }

  @Test
  void whileNoServerRunsItsTimeIsHeld() throws Exception {
    String unique = Living.unique();
    Handle handle =
        killedAfterSubmission("setsid sleep %s & wait".formatted(unique), Duration.ofSeconds(4));
    Thread.sleep(Duration.ofSeconds(4));

    for (int look = 0; !Living.with("sleep\0" + unique).isEmpty(); look++) {
      assertThat(look).isLessThan(200);
      Thread.sleep(50);
    }

    try (ProcessRunners runners = new ProcessRunners(folder)) {
      assertThat(StepRunnerContract.over(runners.runner(), handle))
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              failed -> assertThat(failed.cause()).isEqualTo(Progress.Cause.TIME));
    }
  }

  @Test
  void theNextServerStopsWhatTheOneBeforeStarted() throws Exception {
    String unique = Living.unique();
    Handle handle = killedAfterSubmission("setsid sleep %s & sleep %s".formatted(unique, unique));

    try (ProcessRunners runners = new ProcessRunners(folder)) {
      StepRunner runner = runners.runner();
      while (Living.with("sleep\0" + unique).size() < 2) {
        Thread.sleep(10);
      }
      runner.stop(handle, Duration.ofSeconds(1));

      assertThat(StepRunnerContract.over(runner, handle))
          .isInstanceOfSatisfying(
              Progress.Failed.class,
              failed -> assertThat(failed.cause()).isEqualTo(Progress.Cause.STOPPED));
      assertThat(Living.with("sleep\0" + unique)).isEmpty();
    }
  }

  @Test
  void whatLostItsKeeperIsEndedAndMayStartAnew() throws Exception {
    String unique = Living.unique();
    Path go = folder.resolve("go");
    String script =
        "[ -e %s ] || sleep %s; echo '{\"rmse\": 1}' > $EVENKEEL_OUTPUTS".formatted(go, unique);
    try (ProcessRunners runners = new ProcessRunners(folder)) {
      StepRunner runner = runners.runner();
      Attempt attempt = attempt(script);
      Handle first = runner.submit(attempt);
      while (Living.with("sleep\0" + unique).isEmpty()) {
        Thread.sleep(10);
      }
      keepersOf(first).forEach(ProcessHandle::destroyForcibly);

      assertThat(StepRunnerContract.over(runner, first)).isInstanceOf(Progress.Lost.class);
      assertThat(Living.with("sleep\0" + unique)).isEmpty();

      Files.createFile(go);
      Handle second = runner.submit(attempt.at(2));
      assertThat(second.epoch()).isEqualTo(2);
      assertThat(StepRunnerContract.over(runner, second)).isInstanceOf(Progress.Ok.class);
    }
  }

  private List<ProcessHandle> keepersOf(Handle handle) throws IOException {
    try (var files = Files.list(folder.resolve("runs").resolve(handle.attempt()))) {
      Path claim =
          files
              .filter(file -> file.getFileName().toString().startsWith("claim-"))
              .findFirst()
              .orElseThrow();
      long pid = Long.parseLong(Files.readString(claim).lines().findFirst().orElseThrow());
      return ProcessHandle.of(pid).stream().toList();
    }
  }

  private Handle killedAfterSubmission(String script) throws IOException, InterruptedException {
    return killedAfterSubmission(script, Duration.ofMinutes(2));
  }

  private Handle killedAfterSubmission(String script, Duration time)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SubmittingProcess.class.getName(),
                folder.toString(),
                id,
                script,
                time.toString())
            .redirectError(folder.resolve("child.log").toFile())
            .start();
    try (BufferedReader lines = child.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("submitted ")) {
          return Handle.parse(line.substring("submitted ".length()));
        }
      }
      throw new AssertionError(Files.readString(folder.resolve("child.log")));
    } finally {
      child.destroyForcibly().waitFor();
    }
  }
}
