package dev.evenkeel.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Whatever families programs found, and however and whenever they end: when an attempt is over,
/// none of its processes lives.
@EnabledOnOs(OS.LINUX)
class NothingIsLeftTest {
  private static final int ATTEMPTS = 40;
  private static final int TOGETHER = 4;
  private static final List<String> STARTS =
      List.of(
          "%s &",
          "setsid %s &",
          "(%s & exit) &",
          "env -i setsid %s &",
          "(setsid %s & exit 1) &",
          "nohup %s >/dev/null 2>&1 &",
          "env -i sh -c '%s & exit' &");

  @TempDir private Path folder;

  @Test
  void noProcessOutlivesItsAttempt() throws Exception {
    long seed = System.nanoTime();
    try (ProcessRunners runners = new ProcessRunners(folder);
        ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
      StepRunner runner = runners.runner();
      List<Callable<Void>> attempts = new ArrayList<>();
      for (int index = 0; index < ATTEMPTS; index++) {
        long own = seed + index;
        attempts.add(() -> {
          attempt(runner, own);
          return null;
        });
      }
      for (Future<Void> attempt : threads.invokeAll(attempts)) {
        attempt.get();
      }
    }
  }

  private static void attempt(StepRunner runner, long seed) throws InterruptedException {
    Random random = new Random(seed);
    String unique = Living.unique();
    Attempt attempt =
        ProcessRunners.shell(StepRunnerContract.newId(), script(random, unique))
            .withLimits(
                StepLimits.USUAL
                    .withTime(Duration.ofMillis(300 + random.nextInt(1_500)))
                    .withProcesses(3 + random.nextInt(30)));
    Handle handle = runner.submit(attempt);
    if (random.nextInt(3) == 0) {
      Thread.sleep(random.nextInt(400));
      runner.stop(handle, Duration.ofMillis(random.nextInt(300)));
    }

    Progress progress = StepRunnerContract.over(runner, handle);

    assertThat(progress).as("seed %d", seed).isNotInstanceOf(Progress.Lost.class);
    assertThat(Living.with("sleep\0" + unique)).as("seed %d, %s", seed, progress).isEmpty();
    runner.forget(handle);
  }

  private static String script(Random random, String unique) {
    StringBuilder script = new StringBuilder(random.nextBoolean() ? "trap '' TERM\n" : "");
    for (int child = random.nextInt(6); child >= 0; child--) {
      String start = STARTS.get(random.nextInt(STARTS.size()));
      script.append(start.formatted("sleep " + unique)).append('\n');
    }
    return switch (random.nextInt(4)) {
      case 0 -> script.append("exit ").append(random.nextInt(3)).toString();
      case 1 -> script.append("kill -9 $$").toString();
      case 2 -> script.append("sleep 0.2").toString();
      default -> script.append("sleep ").append(unique).toString();
    };
  }
}
