package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A replay that is killed again and again ends as if it never had been.
class ReplayCrashTest {
  private static final int KILLS = 5;
  private static final long SEED = Long.getLong("evenkeel.seed", System.nanoTime());

  @TempDir Path folder;

  @Test
  void aReplayThatIsKilledAtAnyMomentEndsWithTheSameTableAndTheSameEvents()
      throws IOException, InterruptedException {
    System.out.println("ReplayCrashTest: -Devenkeel.seed=" + SEED);
    RandomGenerator random = new SplittableRandom(SEED);
    Path report = folder.resolve("report.json");

    for (int kill = 0; kill < KILLS; kill++) {
      Process running = start(report);
      // Starting takes about two seconds and the months some ten, so that most kills hit a month.
      boolean ended = running.waitFor(1_500 + random.nextInt(5_000), TimeUnit.MILLISECONDS);
      running.destroyForcibly().waitFor();
      if (ended) {
        break;
      }
    }
    Process last = start(report);

    assertThat(last.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(last.exitValue()).as(output()).isZero();
    assertThat(ReferenceReplay.report(report)).isEqualTo(ReferenceReplay.report());
  }

  @Test
  void stoppingIsToldAndLosesNothing() throws IOException, InterruptedException {
    Path report = folder.resolve("report.json");
    Process running = start(report);
    while (!output().contains("promotion") && running.isAlive()) {
      running.waitFor(50, TimeUnit.MILLISECONDS);
    }

    running.destroy();

    assertThat(running.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output())
        .contains("Stopped. The same command with --resume goes on")
        .doesNotContain("Exception", "Helidon");
    assertThat(start(report).waitFor()).isZero();
    assertThat(ReferenceReplay.report(report)).isEqualTo(ReferenceReplay.report());
  }

  private Process start(Path report) throws IOException {
    List<String> command =
        ChildProcess.replay(
            folder.resolve("home"),
            "--resume",
            "--months",
            ReferenceReplay.MONTHS,
            "--report",
            report);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output.txt"));
  }
}
