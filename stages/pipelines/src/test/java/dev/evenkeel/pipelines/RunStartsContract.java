package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_EVENT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_FIRING;
import static dev.evenkeel.store.schema.Tables.PIPELINES_PIPELINE;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;
import static dev.evenkeel.store.schema.Tables.PIPELINES_SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.pipelines.Backfill.Which;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.SecretBox;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What starts runs by itself, on either database, with two nodes.
abstract class RunStartsContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final String PROJECT = Acting.DEFAULT_PROJECT;
  private static final String DAILY =
      """
      version: 1
      name: daily
      params: {day: date}
      schedule: {cron: 30 2 * * *, zone: Europe/Oslo, catchUp: %s}
      partition: {by: day, every: 1d}
      steps: {work: }
      """;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private final LinkedBlockingQueue<PipelineEvents.Late> late = new LinkedBlockingQueue<>();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger workingMost = new AtomicInteger();
  private Database database;
  private Node one;
  private Node other;

  abstract Database open();

  /// A server on the database.
  private final class Node {
    private final WorkQueue queue = new DbSchedulerQueue(database, 4);
    private final Secrets secrets =
        new Secrets(
            database,
            SecretBox.of(Base64.getEncoder().encodeToString(new byte[32])),
            new AuditLog(database, clock),
            clock);
    private final List<StepAction> actions = new ArrayList<>();
    private final PipelineRuns runs;
    private final RunStarts starts;
    private final CountDownLatch goOn = new CountDownLatch(1);

    Node() {
      actions.add(new Work("work", _ -> Map.of()));
      actions.add(
          new Work(
              "count",
              _ -> {
                workingMost.accumulateAndGet(working.incrementAndGet(), Math::max);
                Thread.sleep(50);
                working.decrementAndGet();
                return Map.of();
              }));
      actions.add(
          new Work(
              "wait",
              _ -> {
                goOn.await();
                return Map.of();
              }));
      actions.add(
          new Work(
              "fail",
              _ -> {
                throw new IllegalStateException("it had to");
              }));
      actions.add(
          new Work(
              "publish",
              context -> {
                publish(this, "numbers", context.runId().hashCode() & 0xffff);
                return Map.of();
              }));
      runs = new PipelineRuns(database, queue, clock, actions, secrets);
      starts =
          new RunStarts(
              database, queue, clock, runs, secrets, new AuditLog(database, clock), late::add);
    }
  }

  @BeforeEach
  void openNodes() {
    database = open();
    one = new Node();
    other = new Node();
    one.queue.start();
    other.queue.start();
  }

  @AfterEach
  void close() throws Exception {
    one.goOn.countDown();
    other.goOn.countDown();
    one.queue.close();
    other.queue.close();
    database.close();
  }

  private Pipeline deploy(String yaml) {
    return deploy(PROJECT, yaml);
  }

  private Pipeline deploy(String project, String yaml) {
    Pipeline pipeline = PipelineReader.read(yaml, "p.yaml");
    database.write(sql -> {
      new Definitions().keep(sql, pipeline);
      sql.insertInto(PIPELINES_PIPELINE)
          .set(PIPELINES_PIPELINE.PROJECT, project)
          .set(PIPELINES_PIPELINE.NAME, pipeline.name())
          .set(PIPELINES_PIPELINE.DIGEST, pipeline.digest())
          .set(PIPELINES_PIPELINE.DEPLOYED, clock.now())
          .set(PIPELINES_PIPELINE.DEPLOYED_BY, "a test")
          .set(PIPELINES_PIPELINE.PAUSED, 0)
          .onConflict(PIPELINES_PIPELINE.PROJECT, PIPELINES_PIPELINE.NAME)
          .doUpdate()
          .set(PIPELINES_PIPELINE.DIGEST, pipeline.digest())
          .execute();
      one.starts.deployed(sql, project, pipeline);
      return true;
    });
    return pipeline;
  }

  private void publish(Node node, String dataset, int version) {
    database.write(sql -> {
      node.starts.triggers().happened(sql, PROJECT, new Happening.NewVersion(dataset, version));
      return true;
    });
  }

  private List<String> parts(String pipeline) {
    return database.read(sql ->
        sql.select(PIPELINES_RUN.PART)
            .from(PIPELINES_RUN)
            .where(PIPELINES_RUN.PIPELINE.eq(pipeline))
            .orderBy(PIPELINES_RUN.PART)
            .fetch(PIPELINES_RUN.PART));
  }

  private List<PipelineRun> runs(String pipeline) {
    return database
        .read(sql ->
            sql.select(PIPELINES_RUN.ID)
                .from(PIPELINES_RUN)
                .where(PIPELINES_RUN.PIPELINE.eq(pipeline))
                .orderBy(PIPELINES_RUN.STARTED)
                .fetch(PIPELINES_RUN.ID))
        .stream()
        .map(id -> one.runs.run(id).orElseThrow())
        .toList();
  }

  private int waiting() {
    return database.read(
        sql -> sql.fetchCount(PIPELINES_FIRING, PIPELINES_FIRING.STATE.eq(Firing.WAITING)));
  }

  private List<String> messages() {
    return database.read(sql ->
        sql.select(PIPELINES_FIRING.MESSAGE)
            .from(PIPELINES_FIRING)
            .where(PIPELINES_FIRING.STATE.eq(Firing.REFUSED))
            .fetch(PIPELINES_FIRING.MESSAGE));
  }

  private static void until(BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private void settle() throws InterruptedException {
    until(() -> waiting() == 0);
  }

  private void settled(String pipeline) throws InterruptedException {
    settle();
    until(() -> runs(pipeline).stream().allMatch(run -> run.state().isFinal()));
  }

  private void sweepTogether() throws InterruptedException {
    CyclicBarrier begin = new CyclicBarrier(4);
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (int at = 0; at < 4; at++) {
      Node node = at % 2 == 0 ? one : other;
      threads.add(
          Thread.ofVirtual()
              .uncaughtExceptionHandler((_, failure) -> failures.add(failure))
              .start(() -> {
                try {
                  begin.await(10, TimeUnit.SECONDS);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
                node.starts.sweep();
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void aTimeOfAScheduleStartsOneRunForTheStretchBeforeItOnHoweverManyNodes() throws Exception {
    deploy(DAILY.formatted("all"));
    sweepTogether();
    assertThat(runs("daily")).isEmpty();

    clock.moveTo(Instant.parse("2026-05-03T00:30:00Z"));
    sweepTogether();
    sweepTogether();
    settled("daily");

    assertThat(parts("daily")).containsExactly("2026-04-30", "2026-05-01", "2026-05-02");
    PipelineRun run = runs("daily").getFirst();
    assertThat(run.cause()).startsWith("its schedule, at 2026-05-0").contains("02:30+02:00");
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void timesThatWereMissedAreMadeUpForAsTheScheduleSays() throws Exception {
    deploy(DAILY.formatted("none"));
    deploy(DAILY.formatted("latest").replace("daily", "latest"));
    clock.moveTo(Instant.parse("2026-05-20T12:00:00Z"));

    sweepTogether();
    settle();

    assertThat(parts("daily")).isEmpty();
    assertThat(parts("latest")).containsExactly("2026-05-19");
    clock.moveTo(Instant.parse("2026-05-21T00:31:00Z"));
    sweepTogether();
    settle();
    assertThat(parts("daily")).containsExactly("2026-05-20");
    assertThat(parts("latest")).containsExactly("2026-05-19", "2026-05-20");
  }

  @Test
  void aTimerFiresWithoutAnybodyLooking() throws Exception {
    clock.moveTo(Instant.parse("2026-05-02T00:29:59Z"));
    deploy(DAILY.formatted("none"));
    clock.moveTo(Instant.parse("2026-05-02T00:30:00Z"));

    until(() -> !runs("daily").isEmpty());

    assertThat(parts("daily")).containsExactly("2026-05-01");
  }

  @Test
  void whatFailsBeforeItIsCommittedIsDoneAgainAndOnlyOnce() throws Exception {
    deploy(DAILY.formatted("all"));
    clock.moveTo(Instant.parse("2026-05-01T12:00:00Z"));
    WorkQueue broken = new BrokenQueue();
    PipelineRuns runs = new PipelineRuns(database, broken, clock, one.actions);
    RunStarts starts =
        new RunStarts(
            database, broken, clock, runs, one.secrets, new AuditLog(database, clock), late::add);

    assertThatThrownBy(starts::sweep).hasMessage("killed");
    assertThat(waiting()).isZero();

    sweepTogether();
    settle();
    assertThat(parts("daily")).containsExactly("2026-04-30");
  }

  @Test
  void whatIsWrittenDownButInNoQueueIsFoundAgain() throws Exception {
    deploy(DAILY.formatted("all"));
    database.write(sql ->
        sql.insertInto(PIPELINES_FIRING)
            .set(PIPELINES_FIRING.ID, "lost")
            .set(PIPELINES_FIRING.PROJECT, PROJECT)
            .set(PIPELINES_FIRING.PIPELINE, "daily")
            .set(PIPELINES_FIRING.KIND, "schedule")
            .set(PIPELINES_FIRING.CAUSE, "a queue that was lost")
            .set(PIPELINES_FIRING.FACTS, "{}")
            .set(PIPELINES_FIRING.DEPTH, 0)
            .set(PIPELINES_FIRING.AT, Instant.now().minusSeconds(60))
            .set(PIPELINES_FIRING.STATE, Firing.WAITING)
            .set(PIPELINES_FIRING.MESSAGE, "")
            .execute());

    sweepTogether();
    settle();

    assertThat(parts("daily")).containsExactly("2026-04-30");
  }

  @Test
  void aPausedPipelineOwesNothingAndANewDefinitionKeepsWhatTheOldOneOwes() throws Exception {
    deploy(DAILY.formatted("all"));
    pause(1);
    clock.moveTo(Instant.parse("2026-05-03T12:00:00Z"));
    sweepTogether();
    pause(0);
    sweepTogether();
    settle();
    assertThat(parts("daily")).isEmpty();

    clock.moveTo(Instant.parse("2026-05-04T12:00:00Z"));
    deploy(DAILY.formatted("all") + "priority: 3\n");
    sweepTogether();
    settle();
    assertThat(parts("daily")).containsExactly("2026-05-03");
  }

  private void pause(int paused) {
    database.write(
        sql -> sql.update(PIPELINES_PIPELINE).set(PIPELINES_PIPELINE.PAUSED, paused).execute());
  }

  @Test
  void aNewVersionStartsThePipelinesThatWaitForItInItsProject() throws Exception {
    String yaml =
        """
        version: 1
        name: train
        params: {dataset: dataset, depth: {type: integer, default: 3}}
        triggers: [{dataset: sales}, {pipeline: other}]
        steps: {work: }
        """;
    deploy(yaml);
    deploy("elsewhere", yaml);
    deploy(yaml.replace("train", "paused"));
    database.write(sql ->
        sql.update(PIPELINES_PIPELINE)
            .set(PIPELINES_PIPELINE.PAUSED, 1)
            .where(PIPELINES_PIPELINE.NAME.eq("paused"))
            .execute());

    publish(one, "sales", 7);
    publish(other, "sales", 7);
    publish(one, "other", 1);
    assertThatThrownBy(() ->
            database.write(sql -> {
              one.starts.triggers().happened(sql, PROJECT, new Happening.NewVersion("sales", 8));
              throw new IllegalStateException("rolled back");
            }))
        .hasMessage("rolled back");
    settled("train");

    assertThat(runs("train")).hasSize(1);
    assertThat(runs("train").getFirst().cause()).isEqualTo("new version sales@7");
    assertThat(parameters(runs("train").getFirst()))
        .isEqualTo(Map.of("dataset", "sales@7", "depth", "3"));
    assertThat(runs("paused")).isEmpty();
  }

  private Map<String, String> parameters(PipelineRun run) {
    return database.read(sql -> new RunRows(sql).head(run.id()).orElseThrow().parameters());
  }

  @Test
  void aPipelineFollowsAnotherForTheSameStretch() throws Exception {
    deploy(DAILY.formatted("all"));
    deploy(
        """
        version: 1
        name: weekly
        params: {week: timestamp}
        partition: {by: week, every: 7d}
        triggers: [{pipeline: daily}]
        steps: {work: }
        """);
    clock.moveTo(Instant.parse("2026-05-01T12:00:00Z"));

    sweepTogether();
    settled("daily");
    until(() -> !runs("weekly").isEmpty());

    PipelineRun weekly = runs("weekly").getFirst();
    assertThat(weekly.part()).contains("2026-04-27");
    assertThat(parameters(weekly)).isEqualTo(Map.of("week", "2026-04-27T00:00:00Z"));
    assertThat(weekly.cause())
        .isEqualTo("run %s of pipeline daily succeeded".formatted(runs("daily").getFirst().id()));
  }

  @Test
  void aCircleOfPipelinesIsRefusedAndOneThroughDataEnds() throws Exception {
    String yaml = "version: 1\nname: %s\ntriggers: [{pipeline: %s}]\nsteps: {work: }\n";
    deploy(yaml.formatted("a", "b"));
    deploy(yaml.formatted("b", "c"));
    assertThat(Problems.of(() -> deploy(yaml.formatted("c", "a"))).what())
        .isEqualTo("pipeline `c` would trigger itself");
    assertThat(Problems.of(() -> deploy(yaml.formatted("d", "d"))).kind()).isEqualTo(Kind.INPUT);

    deploy("version: 1\nname: loop\ntriggers: [{dataset: numbers}]\nsteps: {publish: }\n");
    publish(one, "numbers", 1);
    until(() -> !messages().isEmpty());
    settled("loop");

    assertThat(runs("loop")).hasSize(Triggers.DEPTH_MAX);
    assertThat(messages()).hasSize(1);
    assertThat(messages().getFirst()).startsWith("10 triggers came in a row");
  }

  @Test
  void aRunThatCannotStartIsToldAndHoldsNobodyUp() throws Exception {
    deploy(
        """
        version: 1
        name: bad
        params: {size: integer}
        triggers: [{dataset: sales}]
        steps: {work: }
        """);
    deploy("version: 1\nname: good\ntriggers: [{dataset: sales}]\nsteps: {work: }\n");

    publish(one, "sales", 1);
    settled("good");

    assertThat(runs("good")).hasSize(1);
    assertThat(runs("bad")).isEmpty();
    assertThat(messages()).hasSize(1);
    assertThat(messages().getFirst()).contains("parameter `size` is missing");
  }

  @Test
  void aBackfillRunsEachStretchOnceAndSoManyAtATime() throws Exception {
    String yaml =
        """
        version: 1
        name: months
        params: {month: date}
        partition: {by: month, every: P1M}
        steps: {count: }
        """;
    deploy(yaml);
    Backfills.Wish wish =
        new Backfills.Wish(
            "months",
            LocalDate.parse("2025-01-15"),
            LocalDate.parse("2025-09-01"),
            2,
            Which.MISSING,
            "spring");
    Backfill backfill = one.starts.backfills().ask(wish);
    Backfill again = other.starts.backfills().ask(wish);
    assertThat(again).isEqualTo(backfill);
    assertThat(backfill.parts()).isEqualTo(8);

    until(() -> one.starts.backfills().progress(backfill).isDone());

    assertThat(parts("months"))
        .containsExactly(
            "2025-01-01",
            "2025-02-01",
            "2025-03-01",
            "2025-04-01",
            "2025-05-01",
            "2025-06-01",
            "2025-07-01",
            "2025-08-01");
    assertThat(workingMost.get()).isBetween(1, 2);
    assertThat(one.starts.backfills().progress(backfill))
        .isEqualTo(new Backfill.Progress(0, 8, 0, 0, 0));
    assertThat(one.starts.backfills().parts(backfill, "2025-06-01", 10))
        .extracting(Backfill.Part::begin, Backfill.Part::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(LocalDate.parse("2025-07-01"), "SUCCEEDED"),
            org.assertj.core.groups.Tuple.tuple(LocalDate.parse("2025-08-01"), "SUCCEEDED"));
    Backfills.Wish wider =
        new Backfills.Wish(
            "months", wish.since(), LocalDate.parse("2025-11-01"), 5, Which.MISSING, "");
    assertThat(one.starts.backfills().ask(wider).parts()).isEqualTo(2);
    Problems.of(() ->
        one.starts
            .backfills()
            .ask(
                new Backfills.Wish(
                    "months", wish.since(), wish.until(), 5, Which.MISSING, "spring")));
  }

  @Test
  void aBackfillCanDoWhatFailedOnceMore() throws Exception {
    String yaml =
        """
        version: 1
        name: days
        params: {day: date}
        partition: {by: day, every: 1d}
        steps: {%s: }
        """;
    deploy(yaml.formatted("fail"));
    LocalDate begin = LocalDate.parse("2026-01-01");
    Backfills backfills = one.starts.backfills();
    Backfill failing =
        backfills.ask(new Backfills.Wish("days", begin, begin.plusDays(3), 3, Which.ALL, ""));
    until(() -> backfills.progress(failing).isDone());
    assertThat(backfills.progress(failing)).isEqualTo(new Backfill.Progress(0, 0, 3, 0, 0));

    deploy(yaml.formatted("work"));
    Backfill mended =
        backfills.ask(new Backfills.Wish("days", begin, begin.plusDays(5), 3, Which.FAILED, ""));
    until(() -> backfills.progress(mended).isDone());

    assertThat(backfills.progress(mended)).isEqualTo(new Backfill.Progress(0, 3, 0, 0, 0));
  }

  @Test
  void cancellingABackfillStopsWhatWorksAndStartsNothingMore() throws Exception {
    deploy(
        """
        version: 1
        name: days
        params: {day: date}
        partition: {by: day, every: 1d}
        steps: {wait: }
        """);
    LocalDate begin = LocalDate.parse("2026-01-01");
    Backfills backfills = one.starts.backfills();
    Backfill backfill =
        backfills.ask(new Backfills.Wish("days", begin, begin.plusDays(30), 2, Which.ALL, ""));
    until(() -> runs("days").stream().anyMatch(run -> run.state() == State.RUNNING));

    backfills.cancel("days", backfill.id());
    until(() -> backfills.progress(backfill).isDone());

    assertThat(backfills.progress(backfill)).isEqualTo(new Backfill.Progress(0, 0, 0, 30, 0));
    assertThat(backfills.backfill("days", backfill.id()).cancelledBy()).contains("evenkeel");
  }

  @Test
  void aBackfillThatCannotBeIsRefused() {
    deploy("version: 1\nname: plain\nsteps: {work: }\n");
    Backfills backfills = one.starts.backfills();
    LocalDate begin = LocalDate.parse("2026-01-01");

    assertThat(
            Problems.of(() ->
                    backfills.ask(
                        new Backfills.Wish("plain", begin, begin.plusDays(1), 1, Which.ALL, "")))
                .what())
        .isEqualTo("pipeline `plain` does not part the time");
    assertThat(
            Problems.of(() ->
                    backfills.ask(
                        new Backfills.Wish("none", begin, begin.plusDays(1), 1, Which.ALL, "")))
                .kind())
        .isEqualTo(Kind.NOT_FOUND);
    deploy(DAILY.formatted("none"));
    for (Backfills.Wish wish :
        List.of(
            new Backfills.Wish("daily", begin, begin, 1, Which.ALL, ""),
            new Backfills.Wish("daily", begin, begin.plusDays(1), 0, Which.ALL, ""),
            new Backfills.Wish("daily", begin, begin.plusYears(100), 1, Which.ALL, ""))) {
      assertThat(Problems.of(() -> backfills.ask(wish)).kind()).isEqualTo(Kind.INPUT);
    }
  }

  @Test
  void aRunThatIsLateRaisesOneAlarmAndGoesOn() throws Exception {
    Pipeline slow =
        PipelineReader.read("version: 1\nname: slow\ndeadline: 1s\nsteps: {wait: }\n", "p.yaml");
    Pipeline quick =
        PipelineReader.read("version: 1\nname: quick\ndeadline: 1s\nsteps: {work: }\n", "p.yaml");
    PipelineRun run = one.runs.start(slow, "", "a test", Map.of());
    PipelineRun ended = one.runs.start(quick, "", "a test", Map.of());

    PipelineEvents.Late told = late.poll(30, TimeUnit.SECONDS);
    sweepTogether();

    assertThat(told).isNotNull();
    assertThat(told.run()).isEqualTo(run.id());
    assertThat(told.pipeline()).isEqualTo("slow");
    assertThat(late).isEmpty();
    assertThat(events(run)).isEqualTo(1);
    assertThat(new RunHistory(database).events(run.id(), 0, 100))
        .extracting(RunHistory.Happened::state)
        .contains("LATE", "RUNNING");
    assertThat(events(ended)).isZero();
    one.goOn.countDown();
    other.goOn.countDown();
    assertThat(one.runs.await(run.id(), Duration.ofMinutes(1)).state()).isEqualTo(State.SUCCEEDED);
  }

  private int events(PipelineRun run) {
    return database.read(sql ->
        sql.fetchCount(
            PIPELINES_EVENT,
            PIPELINES_EVENT.RUN_ID.eq(run.id()).and(PIPELINES_EVENT.STATE.eq("LATE"))));
  }

  @Test
  void aRunWithoutItsSecretIsRefusedBeforeAnythingStarts() {
    String yaml =
        """
        version: 1
        name: secretive
        steps:
          work:
            secrets: {PASSWORD: db-password}
        """;
    RunRequest request =
        new RunRequest(PipelineReader.file(yaml, "p.yaml"), "", "a test", Map.of());

    var problem = Problems.of(() -> one.runs.start(request));
    assertThat(problem.what()).contains("`work`").contains("`db-password`");
    assertThat(problem.where()).isEqualTo("p.yaml:5, /steps/work/secrets");

    one.secrets.set("db-password", "hunter2");
    PipelineRun run = one.runs.start(request);
    assertThat(other.secrets.value("db-password")).isEqualTo("hunter2");
    assertThat(one.runs.await(run.id(), Duration.ofMinutes(1)).state()).isEqualTo(State.SUCCEEDED);
    String stored = database.read(sql -> sql.selectFrom(PIPELINES_SECRET).fetch().toString());
    assertThat(stored).doesNotContain("hunter2");
    assertThat(one.secrets.list("", 10))
        .extracting(Secrets.Named::name)
        .containsExactly("db-password");
    one.secrets.remove("db-password");
    assertThat(Problems.of(() -> one.runs.start(request)).what()).contains("`db-password`");
    assertThat(Problems.of(() -> one.secrets.remove("db-password")).kind())
        .isEqualTo(Kind.NOT_FOUND);
    assertThat(Problems.of(() -> one.secrets.set("a/b", "x")).kind()).isEqualTo(Kind.INPUT);
    assertThat(Problems.of(() -> one.secrets.set("empty", "")).kind()).isEqualTo(Kind.INPUT);
  }

  /// A queue that dies.
  private static final class BrokenQueue implements WorkQueue {
    @Override
    public void register(String kind, Handler handler) {}

    @Override
    public void enqueue(String kind, String id) {
      throw new IllegalStateException("killed");
    }

    @Override
    public void enqueueAt(String kind, String id, Instant due) {
      throw new IllegalStateException("killed");
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}
