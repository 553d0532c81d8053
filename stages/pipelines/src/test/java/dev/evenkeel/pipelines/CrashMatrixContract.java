package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_ATTEMPT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_EVENT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;
import static dev.evenkeel.store.schema.Tables.PIPELINES_STEP;
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
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node dies, or sleeps past its lease and wakes, at every point at which it can; another one
/// goes on. `docs/reliability.md` shows the matrix.
abstract class CrashMatrixContract {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final String VICTIM_STEP = "split";

  @TempDir Path folder;

  /// The address of a new, empty database.
  abstract String url();

  @ParameterizedTest
  @EnumSource
  void nothingIsLostOrDoneTwiceWhenANodeIsKilled(FaultPoint point) throws Exception {
    String url = url();
    Process victim = victim(url, point);
    try {
      Optional<String> runId = reach(victim, point);
      victim.destroyForcibly().waitFor();

      try (Node survivor = Node.working(url)) {
        survivor.finishes(point, runId);
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"IN_START", "IN_CANCEL"})
  void goesOnByItselfAfterASleepPastItsLease(FaultPoint point) throws Exception {
    String url = url();
    Process victim = victim(url, point);
    try {
      Optional<String> runId = reach(victim, point);
      signal(victim, "STOP");
      Thread.sleep(CrashNode.HEARTBEAT.multipliedBy(6));
      wake(victim);

      try (Node watcher = Node.watching(url)) {
        watcher.finishes(point, runId);
      }
    } finally {
      victim.destroyForcibly().waitFor();
    }
  }

  /// Lets a node go on that was stopped.
  static void wake(Process victim) throws IOException, InterruptedException {
    signal(victim, "CONT");
    victim.getOutputStream().write('\n');
    victim.getOutputStream().flush();
    waitForLine(victim, "goes on");
  }

  Process victim(String url, FaultPoint point) throws IOException {
    boolean isOfARun = point == FaultPoint.IN_START || point == FaultPoint.IN_CANCEL;
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            CrashNode.class.getName(),
            url,
            point.name(),
            isOfARun ? "-" : VICTIM_STEP)
        .redirectError(folder.resolve("victim.log").toFile())
        .start();
  }

  /// Waits until the victim is where it is to die; answers the run, if it has told of one.
  Optional<String> reach(Process victim, FaultPoint point) throws IOException {
    Optional<String> run = Optional.empty();
    BufferedReader lines = victim.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("run ")) {
        run = Optional.of(line.substring("run ".length()));
      }
      if (line.equals("at " + point)) {
        return run;
      }
    }
    throw new AssertionError("the victim ended early; see " + folder.resolve("victim.log"));
  }

  private static void waitForLine(Process victim, String wanted) throws IOException {
    BufferedReader lines = victim.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("the victim ended before it went on");
  }

  static void signal(Process process, String name) throws IOException, InterruptedException {
    int exit =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  /// A node in this process.
  static final class Node implements AutoCloseable {
    final Database database;
    final DbSchedulerQueue queue;
    final PipelineRuns runs;

    private Node(String url) {
      database = Database.open(url, "postgres", "");
      queue = DbSchedulerQueue.withHeartbeat(database, 2, CrashNode.HEARTBEAT);
      runs = new PipelineRuns(database, queue, Clock.system(), List.of(CrashNode.WORK));
    }

    static Node working(String url) {
      Node node = new Node(url);
      node.queue.start();
      return node;
    }

    /// One that does no work itself.
    static Node watching(String url) {
      return new Node(url);
    }

    PipelineRun finishes(FaultPoint point, Optional<String> told) {
      List<String> stored =
          database.read(
              sql -> sql.select(PIPELINES_RUN.ID).from(PIPELINES_RUN).fetch(PIPELINES_RUN.ID));
      if (point == FaultPoint.IN_START) {
        assertThat(stored).as("a run that was never started").isEmpty();
        PipelineRun another = runs.start(CrashNode.PIPELINE, "", "again", Map.of());
        PipelineRun ended = runs.await(another.id(), LONG);
        oracle(ended);
        return ended;
      }
      told.ifPresent(id -> assertThat(stored).containsExactly(id));
      PipelineRun ended = runs.await(stored.getFirst(), LONG);
      oracle(ended);
      return ended;
    }

    /// The same run without a fault: every state, every answer, each published once.
    void oracle(PipelineRun run) {
      assertThat(run.state()).as("%s", run).isEqualTo(State.SUCCEEDED);
      Map<String, String> answers = new TreeMap<>();
      run.steps().stream()
          .filter(step -> !step.output().isEmpty())
          .forEach(step -> answers.put(step.name(), step.output().getOrDefault("n", "")));
      assertThat(answers)
          .isEqualTo(
              Map.of(
                  "load", "1",
                  "split", "2",
                  "fit[0]", "13",
                  "fit[1]", "23",
                  "fit[2]", "33",
                  "best", "[\"13\",\"23\",\"33\"]",
                  "tell", "3"));
      assertThat(run.steps()).extracting(StepRun::state).containsOnly(State.SUCCEEDED);
      Map<String, Integer> published =
          database.read(sql ->
              sql.select(PIPELINES_EVENT.STEP, DSL.count())
                  .from(PIPELINES_EVENT)
                  .where(PIPELINES_EVENT.RUN_ID.eq(run.id()))
                  .and(PIPELINES_EVENT.STATE.eq(State.SUCCEEDED.name()))
                  .groupBy(PIPELINES_EVENT.STEP)
                  .fetchMap(PIPELINES_EVENT.STEP, DSL.count()));
      assertThat(published.values()).as("%s", published).containsOnly(1);
      assertThat(published).hasSize(8);
      int committed =
          database.read(sql ->
              sql.fetchCount(
                  PIPELINES_ATTEMPT,
                  PIPELINES_ATTEMPT
                      .RUN_ID
                      .eq(run.id())
                      .and(PIPELINES_ATTEMPT.STATE.eq(State.SUCCEEDED.name()))));
      assertThat(committed).as("attempts whose answer counts").isEqualTo(7);
      int left =
          database.read(sql ->
              sql.fetchCount(
                  PIPELINES_STEP,
                  PIPELINES_STEP
                      .RUN_ID
                      .eq(run.id())
                      .and(PIPELINES_STEP.STATE.in("READY", "RUNNING", "PENDING"))));
      assertThat(left).as("steps that are stuck").isZero();
    }

    @Override
    public void close() {
      queue.close();
      database.close();
    }
  }
}
