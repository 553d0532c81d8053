package dev.evenkeel.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problem.Kind;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Role;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.PipelineRuns.Answer;
import dev.evenkeel.pipelines.definition.PipelineReader;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a definition can ask for beyond order: conditions, fan-out, further attempts, limits of
/// time, approvals, earlier answers, places in a lane; on either database.
abstract class PipelineFlowContract {
  private static final Duration LONG = Duration.ofMinutes(1);

  private Database database;
  private WorkQueue queue;

  abstract Database open();

  @BeforeEach
  void openQueue() {
    database = open();
    queue = new DbSchedulerQueue(database, 8);
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
    database.close();
  }

  private PipelineRuns started(StepAction... actions) {
    PipelineRuns runs = new PipelineRuns(database, queue, Clock.system(), List.of(actions));
    queue.start();
    return runs;
  }

  private static PipelineRun start(PipelineRuns runs, String rest, Map<String, String> parameters) {
    return runs.start(
        new RunRequest(
            PipelineReader.file("version: 1\nname: flow\n" + rest, "flow.yaml"),
            "",
            "a test",
            parameters));
  }

  private static PipelineRun start(PipelineRuns runs, String rest) {
    return start(runs, rest, Map.of());
  }

  private static PipelineRun ended(PipelineRuns runs, String rest) {
    return runs.await(start(runs, rest).id(), LONG);
  }

  private static StepRun step(PipelineRun run, String name) {
    return run.steps().stream().filter(step -> step.name().equals(name)).findFirst().orElseThrow();
  }

  private static Map<String, State> states(PipelineRun run) {
    return run.steps().stream().collect(Collectors.toMap(StepRun::name, StepRun::state));
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static Work echo(String name) {
    return new Work(name, context -> Map.copyOf(context.step().inputs()));
  }

  @Test
  void handsWiredValuesOnUnderTheNamesOfInputs() {
    PipelineRuns runs = started(new Work("measure", _ -> Map.of("auc", "0.93")), echo("echo"));

    PipelineRun run =
        runs.await(
            start(
                    runs,
                    """
                    params: {floor: {type: number, default: 0.9}, who: text}
                    steps:
                      best: {uses: measure, out: {auc: number}}
                      tell: {uses: echo, in: {score: best.auc, least: params.floor, name: params.who}}
                    """,
                    Map.of("who", "ann"))
                .id(),
            LONG);

    assertThat(run.output("tell"))
        .isEqualTo(Map.of("score", "0.93", "least", "0.9", "name", "ann"));
  }

  @Test
  void skipsAStepWhoseConditionDoesNotHoldAndSaysByWhichValues() {
    PipelineRuns runs = started(new Work("measure", _ -> Map.of("auc", "0.87")), echo("echo"));
    String rest =
        """
        params: {floor: {type: number, default: 0.9}}
        steps:
          best: {uses: measure, out: {auc: number}}
          publish: {uses: echo, when: best.auc >= params.floor}
          after: {uses: echo, after: [publish]}
        """;

    PipelineRun run = ended(runs, rest);

    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    assertThat(step(run, "publish").state()).isEqualTo(State.SKIPPED);
    assertThat(step(run, "publish").reason())
        .isEqualTo("not so: best.auc (0.87) >= params.floor (0.9)");
    assertThat(step(run, "after").reason()).isEqualTo("`publish` was skipped");
    assertThat(ended(runs, rest.replace("0.9}", "0.5}")).output("after")).isEmpty();
    assertThat(states(ended(runs, rest.replace("0.9}", "0.5}"))).values())
        .containsOnly(State.SUCCEEDED);
  }

  @Test
  void runsAStepForEachValueAndCollectsWhatTheyAnswered() {
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    PipelineRuns runs =
        started(
            new Work("list", _ -> Map.of("parts", "[\"a\",\"b\",\"c\",\"d\",\"e\"]")),
            new Work(
                "fit",
                context -> {
                  most.accumulateAndGet(together.incrementAndGet(), Math::max);
                  Thread.sleep(20);
                  together.decrementAndGet();
                  return Map.of("model", "m-" + context.step().inputs().get("part"));
                }),
            echo("echo"));

    PipelineRun run =
        ended(
            runs,
            """
            steps:
              list: {out: {parts: 'text[]'}}
              fit: {each: {of: list.parts, parallel: 2}, in: {part: item}, out: {model: text}}
              best: {uses: echo, in: {models: "fit[*].model"}}
            """);

    assertThat(run.state()).as("%s", run).isEqualTo(State.SUCCEEDED);
    assertThat(run.output("best"))
        .isEqualTo(Map.of("models", "[\"m-a\",\"m-b\",\"m-c\",\"m-d\",\"m-e\"]"));
    assertThat(step(run, "fit[3]").item()).contains("d");
    assertThat(most.get()).isBetween(1, 2);
  }

  @Test
  void endsAStepForNoValueAtOnceAndOneOfWhoseRunsFailsWhenAllHaveEnded() {
    PipelineRuns runs =
        started(
            new Work("none", _ -> Map.of("parts", "[]")),
            new Work(
                "fit",
                context -> {
                  if (context.step().item().equals(Optional.of("2"))) {
                    throw Problem.of(Kind.INPUT, "two is too few", "").asException();
                  }
                  return Map.of("model", "m");
                }),
            echo("echo"));

    PipelineRun none =
        ended(
            runs,
            """
            steps:
              none: {out: {parts: 'text[]'}}
              fit: {each: none.parts, in: {part: item}, out: {model: text}}
              best: {uses: echo, in: {models: "fit[*].model"}}
            """);
    PipelineRun failed =
        ended(
            runs,
            """
            steps:
              fit: {each: [1, 2, 3], out: {model: text}}
              best: {uses: echo, in: {models: "fit[*].model"}}
            """);

    assertThat(none.output("best")).isEqualTo(Map.of("models", "[]"));
    assertThat(failed.message()).isEqualTo("fit[1]: two is too few");
    assertThat(states(failed))
        .isEqualTo(
            Map.of(
                "fit", State.FAILED,
                "fit[0]", State.SUCCEEDED,
                "fit[1]", State.FAILED,
                "fit[2]", State.SUCCEEDED,
                "best", State.SKIPPED));
  }

  @Test
  void triesAgainAsOftenAsAskedAndNotWhenItCannotEndOtherwise() {
    AtomicInteger flaky = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    PipelineRuns runs =
        started(
            new Work(
                "flaky",
                context -> {
                  if (flaky.incrementAndGet() < 3) {
                    throw Problem.of(Kind.NOT_SERVING, "away", "").asException();
                  }
                  return Map.of("attempt", String.valueOf(context.step().attempt()));
                }),
            new Work(
                "wrong",
                _ -> {
                  wrong.incrementAndGet();
                  throw Problem.of(Kind.INPUT, "wrong for ever", "").asException();
                }));

    PipelineRun run =
        ended(
            runs,
            """
            steps:
              flaky: {retry: {max: 2, backoff: 1s, factor: 1, jitter: 1}}
              wrong: {retry: {max: 5, backoff: 1s}, optional: true}
            """);

    assertThat(run.state()).as("%s", run).isEqualTo(State.SUCCEEDED);
    assertThat(run.output("flaky")).isEqualTo(Map.of("attempt", "3"));
    assertThat(step(run, "wrong").state()).isEqualTo(State.FAILED);
    assertThat(wrong).hasValue(1);
    PipelineRun tooOften = ended(runs, "steps:\n  flaky: {retry: {max: 2, backoff: 1s}}\n");
    assertThat(tooOften.state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void stopsAnAttemptThatTakesTooLong() {
    AtomicBoolean interrupted = new AtomicBoolean();
    PipelineRuns runs =
        started(
            new Work(
                "slow",
                _ -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    interrupted.set(true);
                    throw e;
                  }
                  return Map.of();
                }));

    PipelineRun run = ended(runs, "steps:\n  slow: {timeout: 1s}\n");

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.message()).isEqualTo("slow: it took longer than its 1s");
    assertThat(interrupted).isTrue();
  }

  @Test
  void cancelsWhatWaitsAndStopsWhatWorks() throws InterruptedException {
    CountDownLatch working = new CountDownLatch(1);
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    PipelineRuns runs =
        started(
            new Work(
                "slow",
                _ -> {
                  working.countDown();
                  new CountDownLatch(1).await();
                  return Map.of();
                }),
            new Work(
                "next",
                _ -> {
                  done.add("next");
                  return Map.of();
                }));
    PipelineRun run =
        start(
            runs, "steps:\n  slow:\n  each: {uses: slow, each: [1, 2]}\n  next: {after: [slow]}\n");
    await(working);

    assertThat(runs.cancel(run.id()).state()).isIn(State.CANCELLING, State.CANCELLED);
    PipelineRun ended = runs.await(run.id(), LONG);

    assertThat(ended.state()).isEqualTo(State.CANCELLED);
    assertThat(states(ended).values()).containsOnly(State.CANCELLED);
    assertThat(ended.message()).startsWith("cancelled by ");
    assertThat(done).isEmpty();
    assertThat(runs.cancel(run.id())).isEqualTo(ended);
  }

  @Test
  void cancelsOnTheNodeThatWorksWhoeverIsAsked() throws InterruptedException {
    CountDownLatch working = new CountDownLatch(1);
    PipelineRuns runs =
        started(
            new Work(
                "slow",
                _ -> {
                  working.countDown();
                  new CountDownLatch(1).await();
                  return Map.of();
                }));
    PipelineRun run = start(runs, "steps:\n  slow:\n");
    await(working);
    // A node that works on nothing: its own register of attempts is empty.
    PipelineRuns other =
        new PipelineRuns(
            database, new HandQueue(), Clock.system(), List.of(new Work("slow", _ -> Map.of())));

    other.cancel(run.id());

    assertThat(other.await(run.id(), LONG).state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void waitsUntilSomebodyWhoMayAgreesThatAStepRuns() {
    PipelineRuns runs = started(echo("echo"));
    String rest =
        """
        steps:
          publish: {uses: echo, approve: {role: deployer}}
          tell: {uses: echo, after: [publish]}
        """;
    PipelineRun agreed = start(runs, rest);
    PipelineRun refused = start(runs, rest);
    assertThat(states(agreed)).containsEntry("publish", State.WAITING);

    Problem notAsked = Problems.of(() -> runs.answer(agreed.id(), "tell", Answer.APPROVED, ""));
    Problem notAllowed =
        Problems.of(() ->
            new Acting(new Principal("ed", Map.of("default", Role.EDITOR)), "default")
                .run(() -> runs.answer(agreed.id(), "publish", Answer.APPROVED, "")));
    runs.answer(agreed.id(), "publish", Answer.APPROVED, "");
    runs.answer(refused.id(), "publish", Answer.REFUSED, "it is Friday");

    assertThat(notAsked.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(notAllowed.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(runs.await(agreed.id(), LONG).state()).isEqualTo(State.SUCCEEDED);
    PipelineRun not = runs.await(refused.id(), LONG);
    assertThat(not.state()).isEqualTo(State.FAILED);
    assertThat(not.message()).endsWith("since it is Friday").startsWith("publish: refused by ");
    assertThat(step(not, "tell").state()).isEqualTo(State.SKIPPED);
    assertThat(Problems.of(() -> runs.answer(agreed.id(), "publish", Answer.REFUSED, "")).kind())
        .isEqualTo(Kind.CONFLICT);
  }

  @Test
  void failsAStepThatNobodyApprovesInTime() {
    PipelineRuns runs = started(echo("echo"));

    PipelineRun run =
        ended(runs, "steps:\n  publish: {uses: echo, approve: {role: viewer, within: 1s}}\n");

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.message()).isEqualTo("publish: nobody approved it in time");
  }

  private static StepAction cacheable(Work.Body body) {
    Work work = new Work("fit", body);
    return new StepAction() {
      @Override
      public String name() {
        return work.name();
      }

      @Override
      public void check(Map<String, String> with) {
        work.check(with);
      }

      @Override
      public Optional<String> code(StepContext context) {
        return Optional.of("fit 1");
      }

      @Override
      public Map<String, String> run(StepContext context) {
        return work.run(context);
      }
    };
  }

  @Test
  void whatACancelledStepAnswersLaterStandsForNothing() throws InterruptedException {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    PipelineRuns runs =
        started(
            cacheable(_ -> {
              working.countDown();
              // As native code does, which hears no interrupt.
              while (release.getCount() > 0) {
                Thread.onSpinWait();
              }
              return Map.of("n", "1");
            }));
    String rest = "steps:\n  fit: {cache: content}\n";
    PipelineRun run = start(runs, rest);
    await(working);

    runs.cancel(run.id());
    release.countDown();

    assertThat(runs.await(run.id(), LONG).state()).isEqualTo(State.CANCELLED);
    assertThat(step(ended(runs, rest), "fit").reason()).isEqualTo("no earlier answer");
  }

  @Test
  void takesAnEarlierAnswerToAnEqualQuestionAndSaysWhyOrWhyNot() {
    AtomicInteger worked = new AtomicInteger();
    StepAction action = cacheable(_ -> Map.of("n", String.valueOf(worked.incrementAndGet())));
    PipelineRuns runs = started(action, echo("echo"));
    String rest = "steps:\n  fit: {cache: content, with: {trees: 10}}\n";

    PipelineRun first = ended(runs, rest);
    PipelineRun again = ended(runs, rest);
    PipelineRun other = ended(runs, rest.replace("trees: 10", "trees: 20"));
    PipelineRun never = ended(runs, "steps:\n  fit: {with: {trees: 10}}\n");

    assertThat(step(first, "fit").reason()).isEqualTo("no earlier answer");
    assertThat(again.output("fit")).isEqualTo(Map.of("n", "1"));
    assertThat(step(again, "fit").cachedFrom()).contains(first.id());
    assertThat(step(again, "fit").reason()).startsWith("code, inputs and settings are those of");
    assertThat(other.output("fit")).isEqualTo(Map.of("n", "2"));
    assertThat(step(other, "fit").reason()).isEqualTo("setting trees was 10 and is 20");
    assertThat(step(other, "fit").cachedFrom()).isEmpty();
    assertThat(never.output("fit")).isEqualTo(Map.of("n", "3"));
  }

  @Test
  void goesOnFromARunThatFailedWithoutDoingAgainWhatSucceeded() {
    AtomicInteger loads = new AtomicInteger();
    AtomicBoolean mended = new AtomicBoolean();
    PipelineRuns runs =
        started(
            new Work("load", _ -> Map.of("rows", String.valueOf(loads.incrementAndGet()))),
            new Work(
                "train",
                context -> {
                  if (!mended.get()) {
                    throw Problem.of(Kind.INPUT, "no labels", "").asException();
                  }
                  return Map.of("from", context.output("rows"));
                }),
            echo("echo"));
    PipelineRun failed =
        ended(
            runs,
            """
            steps:
              load:
              parts: {uses: echo, each: [a, b], in: {p: item}}
              train: {after: [load]}
              tell: {uses: echo, after: [train, parts]}
            """);
    mended.set(true);

    PipelineRun next = runs.await(runs.retry(failed.id(), Optional.empty()).id(), LONG);
    PipelineRun whole = runs.await(runs.retry(next.id(), Optional.of("load")).id(), LONG);

    assertThat(next.state()).as("%s", next).isEqualTo(State.SUCCEEDED);
    assertThat(next.retryOf()).contains(failed.id());
    assertThat(next.output("train")).isEqualTo(Map.of("from", "1"));
    assertThat(step(next, "load").cachedFrom()).contains(failed.id());
    assertThat(step(next, "parts[1]").cachedFrom()).contains(failed.id());
    assertThat(whole.output("train")).isEqualTo(Map.of("from", "2"));
    assertThat(loads).hasValue(2);
    assertThat(Problems.of(() -> runs.retry(whole.id(), Optional.empty())).kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(Problems.of(() -> runs.retry(whole.id(), Optional.of("tarin"))).remedy())
        .isEqualTo("did you mean `train`?");
  }

  @Test
  void letsAsManyRunsOfALaneWorkAsItHoldsAndTheMostUrgentFirst() {
    AtomicInteger together = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    PipelineRuns runs =
        started(
            new Work(
                "slow",
                context -> {
                  most.accumulateAndGet(together.incrementAndGet(), Math::max);
                  order.add(context.parameters().getOrDefault("n", ""));
                  Thread.sleep(100);
                  together.decrementAndGet();
                  return Map.of();
                }));
    String lane = "concurrency: {key: gpu, max: 1}\nsteps:\n  slow:\n";

    List<PipelineRun> all = new ArrayList<>();
    all.add(start(runs, lane, Map.of("n", "first")));
    all.add(start(runs, lane, Map.of("n", "second")));
    all.add(start(runs, "priority: 5\n" + lane, Map.of("n", "urgent")));
    PipelineRun never = start(runs, lane, Map.of("n", "never"));
    runs.cancel(never.id());
    all.forEach(run -> runs.await(run.id(), LONG));

    assertThat(most).hasValue(1);
    assertThat(order).containsExactly("first", "urgent", "second");
    assertThat(runs.run(never.id()).orElseThrow().state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void refusesWhatDoesNotFitBeforeAnythingRunsAndNamesTheLine() {
    PipelineRuns runs = started(new Work("measure", _ -> Map.of()), echo("echo"));

    Problem type =
        Problems.of(() ->
            start(
                runs,
                """
                steps:
                  best: {uses: measure, out: {auc: number}}
                  fit: {uses: echo, each: best.auc}
                """));
    Problem output =
        Problems.of(() ->
            start(
                runs,
                """
                steps:
                  best: {uses: measure, out: {auc: number}}
                  fit: {uses: echo, in: {x: best.acu}}
                """));
    Problem parameter =
        Problems.of(() ->
            start(runs, "params: {week: date}\nsteps:\n  a: {uses: echo}\n", Map.of("week", "7")));

    assertThat(type.what()).isEqualTo("`best.auc` is one number");
    assertThat(type.where()).isEqualTo("flow.yaml:5, /steps/fit/each");
    assertThat(output.what()).isEqualTo("step `best` answers no `acu`");
    assertThat(output.remedy()).isEqualTo("write `best.auc`");
    assertThat(output.where()).isEqualTo("flow.yaml:5, /steps/fit/in/x");
    assertThat(parameter.what()).contains("`7` is no date");
  }

  @Test
  void failsAStepWhoseAnswerIsNotWhatItSaid() {
    PipelineRuns runs =
        started(new Work("nan", _ -> Map.of("auc", "NaN")), new Work("none", _ -> Map.of()));

    PipelineRun nan = ended(runs, "steps:\n  nan: {out: {auc: number}}\n");
    PipelineRun none = ended(runs, "steps:\n  none: {out: {auc: number}}\n");

    assertThat(nan.message()).isEqualTo("nan: its answer `auc`: `NaN` is no finite number");
    assertThat(none.message()).isEqualTo("none: it did not answer `auc`");
  }

  @Test
  void keepsWhatAStepWritesInOrderAndOnlySoMuchOfIt() {
    String line = "x".repeat(5_000);
    PipelineRuns runs =
        started(
            new Work(
                "talk",
                context -> {
                  for (int number = 0; number < 3_000; number++) {
                    context.step().log().line(number + " " + line);
                  }
                  return Map.of();
                }));

    PipelineRun run = ended(runs, "steps:\n  talk:\n");

    StringBuilder log = new StringBuilder();
    new StepLogs(database)
        .parts(run.id(), "talk", 1, 0, 10_000)
        .forEach(part -> log.append(part.lines()));
    List<String> lines = log.toString().lines().toList();
    assertThat(lines.get(700)).startsWith("700 x");
    assertThat(lines.getLast())
        .isEqualTo("… the rest is left out: a log holds 10000000 characters");
    assertThat(log.length()).isBetween(10_000_000, 10_100_000);
  }
}
