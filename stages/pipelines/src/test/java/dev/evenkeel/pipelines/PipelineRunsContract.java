package dev.evenkeel.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What pipeline runs promise, on either database, with the queue that carries them.
abstract class PipelineRunsContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String MODEL = "home-sales";

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private Database database;
  private WorkQueue queue;

  abstract Database open();

  @BeforeEach
  void openQueue() {
    database = open();
    queue = new DbSchedulerQueue(database, 4);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
    database.close();
  }

  private PipelineRuns started(StepAction... actions) {
    PipelineRuns runs = new PipelineRuns(database, queue, clock, List.of(actions));
    queue.start();
    return runs;
  }

  private static Pipeline pipeline(String steps) {
    return PipelineReader.read("version: 1\nname: train\nsteps:\n" + steps, "train.yaml");
  }

  private PipelineRun start(PipelineRuns runs, String steps) {
    return runs.start(pipeline(steps), MODEL, "a test", Map.of("seed", "7"));
  }

  private PipelineRun ended(PipelineRuns runs, String steps) {
    return runs.await(start(runs, steps).id(), LONG);
  }

  private static Map<String, State> states(PipelineRun run) {
    return run.steps().stream().collect(Collectors.toMap(StepRun::name, StepRun::state));
  }

  private static StepRun step(PipelineRun run, String name) {
    return run.steps().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void namesTheDatasetVersionsOfRunsThatWorkOrEndedNotLongAgo() throws Exception {
    CountDownLatch loaded = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    PipelineRuns runs =
        started(
            new Work("load", context -> Map.of("dataset", "sales@7", "other", "my_sales@3")),
            new Work(
                "score",
                context -> {
                  loaded.countDown();
                  await(goOn);
                  return Map.of("scores", "answers@2", "rows", "sales@77x");
                }));
    String id =
        runs.start(
                pipeline("  load:\n  score: {after: [load]}\n"),
                MODEL,
                "a test",
                Map.of("rows", "sales@5", "not", "sales"))
            .id();
    await(loaded);
    RunUses uses = new RunUses(database, Clock.system(), Duration.ofDays(1));
    RunUses forgetful = new RunUses(database, Clock.system(), Duration.ofDays(-1));
    String run = "pipeline run " + id;

    assertThat(uses.of("sales")).isEqualTo(Map.of(5, run, 7, run));
    assertThat(forgetful.of("sales")).isEqualTo(Map.of(5, run, 7, run));
    assertThat(uses.of("my_sales")).isEqualTo(Map.of(3, run));
    assertThat(uses.of("mysales")).isEmpty();
    assertThat(uses.of("sale")).isEmpty();
    goOn.countDown();
    runs.await(id, LONG);

    assertThat(uses.of("sales")).isEqualTo(Map.of(5, run, 7, run));
    assertThat(uses.of("answers")).isEqualTo(Map.of(2, run));
    assertThat(forgetful.of("sales")).isEmpty();
  }

  @Test
  void carriesEveryStepWithWhatEarlierOnesAnswered() {
    PipelineRuns runs =
        started(
            new Work("load", context -> Map.of("rows", "12", "at", context.at().toString())),
            new Work(
                "train",
                context ->
                    Map.of(
                        "trained",
                        context.output("rows")
                            + context.with().get("trees")
                            + context.parameter("seed")
                            + context.subject())));

    PipelineRun run = ended(runs, "  load:\n  train: {after: [load], with: {trees: 100}}\n");

    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    assertThat(run.message()).isEmpty();
    assertThat(run.cause()).isEqualTo("a test");
    assertThat(run.at()).isEqualTo(MAY);
    assertThat(run.ended()).isPresent();
    assertThat(run.output("load")).containsEntry("at", MAY.toString());
    assertThat(run.output("train")).isEqualTo(Map.of("trained", "121007home-sales"));
    assertThat(run.steps()).extracting(StepRun::epoch).containsExactly(1, 1);
    assertThat(runs.run(run.id())).contains(run);
  }

  @Test
  void aRunBelongsToAProjectAndItsStepsWorkInItAndNowhereElse() {
    PipelineRuns runs =
        started(
            new Work(
                "load",
                _ -> {
                  Acting acting = Acting.now();
                  return Map.of(
                      "who", acting.who().name(),
                      "project", acting.project(),
                      "elsewhere", String.valueOf(acting.who().may(Role.VIEWER, "default")));
                }));
    Acting ann = acting("ann", Role.EDITOR, "anns");
    Acting bob = acting("bob", Role.EDITOR, "bobs");

    PipelineRun run = ann.get(() -> ended(runs, "  load:\n"));

    assertThat(run.output("load"))
        .isEqualTo(Map.of("who", "evenkeel", "project", "anns", "elsewhere", "false"));
    assertThat(ann.get(() -> runs.runs(MODEL, 9))).containsExactly(run);
    assertThat(runs.runs(MODEL, 9)).containsExactly(run);
    assertThat(bob.get(() -> runs.run(run.id()))).isEmpty();
    assertThat(bob.get(() -> runs.runs(MODEL, 9))).isEmpty();
    bob.run(() -> runs.forgetSince(MODEL, MAY));
    assertThat(runs.run(run.id())).contains(run);
    assertThat(
            Problems.of(
                    () -> acting("vera", Role.VIEWER, "anns").run(() -> start(runs, "  load:\n")))
                .kind())
        .isEqualTo(Kind.FORBIDDEN);
  }

  private static Acting acting(String name, Role role, String project) {
    return new Acting(new Principal(name, Map.of(project, role)), project);
  }

  @Test
  void skipsWhatWaitsForAFailedStepAndGoesOnBesideIt() {
    PipelineRuns runs =
        started(
            new Work("good", context -> Map.of()),
            new Work(
                "bad",
                context -> {
                  throw Problem.of(Kind.INPUT, "only 3 labelled rows", "wait").asException();
                }));

    PipelineRun run =
        ended(
            runs,
            """
              a: {uses: bad}
              b: {uses: good, after: [a]}
              c: {uses: good, after: [b]}
              d: {uses: good}
              e: {uses: good, after: [d]}
            """);

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.message()).isEqualTo("a: only 3 labelled rows");
    assertThat(states(run))
        .isEqualTo(
            Map.of(
                "a", State.FAILED,
                "b", State.SKIPPED,
                "c", State.SKIPPED,
                "d", State.SUCCEEDED,
                "e", State.SUCCEEDED));
    assertThat(step(run, "b").epoch()).isZero();
  }

  @Test
  void tellsNothingOfItsInsidesWhenAStepBreaks() {
    PipelineRuns runs =
        started(
            new Work(
                "exception",
                context -> {
                  throw new IllegalStateException("jdbc:postgresql://db password=secret");
                }),
            new Work(
                "library",
                context -> {
                  throw new UnsatisfiedLinkError("/opt/lib/secret.so");
                }));

    for (String action : List.of("exception", "library")) {
      PipelineRun run = ended(runs, "  train: {uses: %s}\n".formatted(action));

      assertThat(run.state()).isEqualTo(State.FAILED);
      assertThat(run.message()).isEqualTo("train: the step failed; the log says why");
      assertThat(run.toString()).doesNotContain("secret", "Exception", "Error");
    }
  }

  @Test
  void keepsTheFirstReasonWhenSeveralStepsFail() {
    CountDownLatch first = new CountDownLatch(1);
    PipelineRuns runs =
        started(
            new Work(
                "one",
                context -> {
                  throw Problem.of(Kind.INPUT, "no rows", "").asException();
                }),
            new Work(
                "other",
                context -> {
                  await(first);
                  throw Problem.of(Kind.INPUT, "no labels", "").asException();
                }));
    PipelineRun run = start(runs, "  a: {uses: one}\n  b: {uses: other}\n");
    while (step(runs.run(run.id()).orElseThrow(), "a").state() != State.FAILED) {
      Thread.onSpinWait();
    }
    first.countDown();

    assertThat(runs.await(run.id(), LONG).message()).isEqualTo("a: no rows");
  }

  @Test
  void goesOnAfterTwoStepsThatEndAtTheSameMoment() {
    CyclicBarrier together = new CyclicBarrier(2);
    PipelineRuns runs =
        started(
            new Work(
                "half",
                context -> {
                  together.await(LONG.toSeconds(), TimeUnit.SECONDS);
                  return Map.of();
                }),
            new Work("whole", context -> Map.of()));

    for (int round = 0; round < 15; round++) {
      PipelineRun run =
          ended(runs, "  a: {uses: half}\n  b: {uses: half}\n  c: {uses: whole, after: [a, b]}\n");

      assertThat(run.state()).isEqualTo(State.SUCCEEDED);
      assertThat(run.steps()).extracting(StepRun::epoch).containsExactly(1, 1, 1);
    }
  }

  @Test
  void showsAStepOnlyWhatItWaitsFor() {
    CountDownLatch beside = new CountDownLatch(1);
    PipelineRuns runs =
        started(
            new Work("load", context -> Map.of("figure", "1")),
            new Work(
                "beside",
                context -> {
                  beside.countDown();
                  return Map.of("figure", "2");
                }),
            new Work(
                "last",
                context -> {
                  await(beside);
                  return Map.of(
                      "seen", context.outputs().toString(), "f", context.output("figure"));
                }));

    PipelineRun run =
        ended(
            runs,
            """
              load:
              beside: {}
              middle: {uses: load, after: [load]}
              last: {after: [middle]}
            """);

    assertThat(run.output("last"))
        .isEqualTo(Map.of("seen", "{load={figure=1}, middle={figure=1}}", "f", "1"));
  }

  @Test
  void refusesAnActionThatNobodyBroughtAndNamesTheNearest() {
    PipelineRuns runs =
        started(new Work("train", context -> Map.of()), new Work("load", context -> Map.of()));

    Problem problem = Problems.of(() -> start(runs, "  load:\n  tarin: {after: [load]}\n"));

    assertThat(problem.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(problem.what()).isEqualTo("no step action is called `tarin`");
    assertThat(problem.expected()).isEqualTo("one of load, train");
    assertThat(problem.remedy()).isEqualTo("write `uses: train`");
    assertThat(runs.runs(MODEL, 9)).isEmpty();
  }

  @Test
  void refusesSettingsThatAnActionDoesNotKnowBeforeAnythingRuns() {
    StepAction strict =
        new StepAction() {
          @Override
          public String name() {
            return "load";
          }

          @Override
          public Map<String, String> run(StepContext context) {
            return Map.of();
          }
        };
    PipelineRuns runs = started(strict);

    Problem problem = Problems.of(() -> start(runs, "  load: {with: {rows: 7}}\n"));

    assertThat(problem.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(problem.what()).isEqualTo("setting `rows` is unknown: step action `load` has none");
    assertThat(runs.runs(MODEL, 9)).isEmpty();
  }

  @Test
  void losesPatienceAndLeavesTheRunAlone() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    PipelineRuns runs =
        started(
            new Work(
                "slow",
                context -> {
                  await(release);
                  return Map.of();
                }));
    PipelineRun run = start(runs, "  slow:\n");

    Problem problem = Problems.of(() -> runs.await(run.id(), Duration.ofMillis(20)));

    assertThat(problem.kind()).isEqualTo(Kind.BUSY);
    assertThat(problem.what()).contains(run.id()).contains("PT0.02S");
    release.countDown();
    assertThat(runs.await(run.id(), LONG).state()).isEqualTo(State.SUCCEEDED);
    assertThat(runs.await(run.id(), Duration.ZERO).state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void saysThatARunDoesNotExist() {
    PipelineRuns runs = started();

    assertThat(runs.run("no-run")).isEmpty();
    assertThat(Problems.of(() -> runs.await("no-run", LONG)).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void stopsARunThatIsForgottenWhileAStepWorks() throws InterruptedException {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> followed = new ArrayList<>();
    PipelineRuns runs =
        started(
            new Work(
                "slow",
                context -> {
                  working.countDown();
                  await(release);
                  return Map.of();
                }),
            new Work(
                "next",
                context -> {
                  followed.add(context.runId());
                  return Map.of();
                }));
    PipelineRun forgotten = start(runs, "  slow:\n  next: {after: [slow]}\n");
    await(working);

    runs.forgetSince(MODEL, MAY);
    release.countDown();

    assertThat(runs.run(forgotten.id())).isEmpty();
    assertThat(Problems.of(() -> runs.await(forgotten.id(), LONG)).kind())
        .isEqualTo(Kind.NOT_FOUND);
    PipelineRun after = ended(runs, "  slow:\n  next: {after: [slow]}\n");
    assertThat(after.state()).isEqualTo(State.SUCCEEDED);
    assertThat(followed).containsExactly(after.id());
  }

  @Test
  void forgetsExactlyTheRunsSince() {
    PipelineRuns runs = started(new Work("load", context -> Map.of()));
    clock.moveTo(JUNE.minusNanos(1_000));
    PipelineRun before = ended(runs, "  load:\n");
    clock.moveTo(JUNE);
    PipelineRun at = ended(runs, "  load:\n");
    PipelineRun other = runs.start(pipeline("  load:\n"), "churn", "a test", Map.of());
    runs.await(other.id(), LONG);
    assertThat(runs.runs(MODEL, 9)).containsExactly(at, before);
    assertThat(runs.runs(MODEL, 1)).containsExactly(at);

    runs.forgetSince(MODEL, JUNE);

    assertThat(runs.runs(MODEL, 9)).containsExactly(before);
    assertThat(runs.runs("churn", 9)).extracting(PipelineRun::id).containsExactly(other.id());
  }

  @Test
  void refusesTheCommitOfAnAttemptThatWasBegunAnew() throws InterruptedException {
    HandQueue hands = new HandQueue();
    List<CountDownLatch> working = List.of(new CountDownLatch(1), new CountDownLatch(1));
    List<CountDownLatch> release = List.of(new CountDownLatch(1), new CountDownLatch(1));
    List<String> attempts = new ArrayList<>();
    PipelineRuns runs =
        new PipelineRuns(
            database,
            hands,
            clock,
            List.of(
                new Work(
                    "train",
                    context -> {
                      int mine;
                      synchronized (attempts) {
                        mine = attempts.size();
                        attempts.add(context.runId());
                      }
                      working.get(mine).countDown();
                      await(release.get(mine));
                      return Map.of("attempt", String.valueOf(mine + 1));
                    }),
                new Work("next", context -> Map.of("got", context.output("attempt")))));
    PipelineRun run = start(runs, "  train:\n  next: {after: [train]}\n");
    String train = hands.enqueued.remove();
    Thread first = Thread.ofPlatform().start(() -> hands.deliver(train));
    await(working.get(0));
    Thread second = Thread.ofPlatform().start(() -> hands.deliver(train));
    await(working.get(1));

    release.get(0).countDown();
    first.join();

    PipelineRun meanwhile = runs.run(run.id()).orElseThrow();
    assertThat(states(meanwhile)).isEqualTo(Map.of("train", State.RUNNING, "next", State.PENDING));
    assertThat(step(meanwhile, "train").epoch()).isEqualTo(2);
    assertThat(hands.enqueued).isEmpty();

    release.get(1).countDown();
    second.join();
    hands.deliver(train);
    hands.deliver(hands.enqueued.remove());

    PipelineRun ended = runs.run(run.id()).orElseThrow();
    assertThat(ended.state()).isEqualTo(State.SUCCEEDED);
    assertThat(ended.output("next")).isEqualTo(Map.of("got", "2"));
    assertThat(step(ended, "train").epoch()).isEqualTo(2);
    assertThat(attempts).hasSize(2);
    assertThat(hands.enqueued).isEmpty();
  }

  @Test
  void doesNotBlameAStepThatAStoppingQueueInterrupts() throws InterruptedException {
    HandQueue hands = new HandQueue();
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    List<Throwable> thrown = new ArrayList<>();
    PipelineRuns runs =
        new PipelineRuns(
            database,
            hands,
            clock,
            List.of(
                new Work(
                    "train",
                    context -> {
                      if (working.getCount() > 0) {
                        working.countDown();
                        never.await();
                      }
                      return Map.of();
                    })));
    PipelineRun run = start(runs, "  train:\n");
    String train = hands.enqueued.remove();
    Thread worker =
        Thread.ofPlatform()
            .uncaughtExceptionHandler((thread, e) -> thrown.add(e))
            .start(() -> hands.deliver(train));
    await(working);

    worker.interrupt();
    worker.join();

    assertThat(thrown).hasSize(1);
    assertThat(runs.run(run.id()).orElseThrow().state()).isEqualTo(State.RUNNING);
    hands.deliver(train);
    assertThat(runs.run(run.id()).orElseThrow().state()).isEqualTo(State.SUCCEEDED);
  }
}
