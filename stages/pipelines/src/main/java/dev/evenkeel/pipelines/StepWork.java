package dev.evenkeel.pipelines;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.Reducer.Event;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.pipelines.StepRows.Claim;
import dev.evenkeel.pipelines.definition.Execution.Cache;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Reference;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.pipelines.definition.Wiring;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One turn of the queue: begins an attempt, does its work or finds an earlier answer, and commits
/// what came of it under the attempt's epoch.
final class StepWork {
  private static final Logger LOG = LoggerFactory.getLogger(StepWork.class);

  private final Database database;
  private final Definitions definitions;
  private final Progression progression;
  private final RunningAttempts running;
  private final StepLogs logs;
  private final Function<String, StepAction> actions;
  private final Runnable committed;
  private final FaultPoint.Hook faults;
  private final String node = UUID.randomUUID().toString();

  StepWork(
      Database database,
      Definitions definitions,
      Progression progression,
      RunningAttempts running,
      StepLogs logs,
      Function<String, StepAction> actions,
      Runnable committed,
      FaultPoint.Hook faults) {
    this.database = database;
    this.definitions = definitions;
    this.progression = progression;
    this.running = running;
    this.logs = logs;
    this.actions = actions;
    this.committed = committed;
    this.faults = faults;
  }

  /// What an attempt begins with.
  private record Begun(Head head, Step step, Claim claim, StepContext context) {}

  /// Does the work that the queue hands out. A run that was forgotten meanwhile, or a step that
  /// another attempt ended, has nothing to begin.
  void work(String key) {
    String[] parts = key.split("/", -1);
    String runId = parts[0];
    String stepRun = parts[1];
    // Work that was enqueued before steps had several attempts names none.
    int attempt = parts.length > 2 ? Integer.parseInt(parts[2]) : 1;
    try (StepLogs.Writer log = logs.writer(runId, stepRun, attempt)) {
      faults.at(FaultPoint.BEFORE_CLAIM, stepRun);
      Optional<Begun> begun = database.write(sql -> begin(sql, runId, stepRun, attempt, log));
      faults.at(FaultPoint.AFTER_CLAIM, stepRun);
      if (begun.isPresent()) {
        Begun mine = begun.get();
        StepEnd end =
            mine.claim().before() == State.CANCELLING
                ? StepEnd.failed("it was stopped", false)
                : end(mine);
        log.flush();
        commit(mine, stepRun, end);
      }
    }
  }

  private Optional<Begun> begin(
      DSLContext sql, String runId, String stepRun, int attempt, StepLog log) {
    Optional<Head> head = new RunRows(sql).head(runId);
    StepRows steps = new StepRows(sql);
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    return head.flatMap(run ->
        steps
            .claim(runId, stepRun, attempt, node, now)
            .map(claim -> {
              if (claim.before() != State.CANCELLING) {
                progression.begun(sql, run, stepRun, now);
              }
              faults.at(FaultPoint.IN_CLAIM, stepRun);
              Pipeline pipeline = definitions.of(sql, run.definition());
              Step step = pipeline.step(Reducer.stepOf(stepRun));
              return new Begun(
                  run, step, claim, context(steps, run, pipeline, step, stepRun, attempt, log));
            }));
  }

  private StepContext context(
      StepRows steps,
      Head run,
      Pipeline pipeline,
      Step step,
      String stepRun,
      int attempt,
      StepLog log) {
    Signature signature = signature(step.uses());
    // Not of steps beside it: whether those have ended already is a matter of chance.
    Map<String, Map<String, String>> outputs =
        signature.isOpen() ? steps.outputs(run.id(), pipeline.before(step.name())) : Map.of();
    Optional<String> item =
        step.each().isEmpty() ? Optional.empty() : steps.item(run.id(), stepRun);
    StoredView values = StoredView.valuesOf(steps, run, pipeline);
    Map<String, String> inputs = new LinkedHashMap<>();
    step.in()
        .forEach((port, reference) ->
            (reference instanceof Reference.Item ? item : values.value(reference))
                .ifPresent(value -> inputs.put(port, value)));
    Map<String, PortType> types = Wiring.types(pipeline, this::signature, step);
    return new StepContext(
        run.id(),
        pipeline.name(),
        pipeline.digest(),
        run.subject(),
        run.at(),
        run.parameters(),
        step.with(),
        outputs,
        new StepContext.Own(
            stepRun,
            attempt,
            item,
            inputs,
            types,
            step.out(),
            step.execution(),
            log,
            () -> running.isUnwanted(run.id() + "/" + stepRun)));
  }

  private Signature signature(String uses) {
    try {
      return actions.apply(uses).signature();
    } catch (ProblemException e) {
      // A node of another release may lack an action; the attempt says so.
      return Signature.OPEN;
    }
  }

  private StepEnd end(Begun mine) {
    String key = mine.head().id() + "/" + mine.context().step().name();
    return running.run(
        key,
        mine.step().execution().timeout(),
        () -> isMine(mine),
        () ->
            ProjectSight.workingFor(mine.head().project())
                .get(() -> RunningStep.in(mine.head().id(), () -> answer(mine))));
  }

  private boolean isMine(Begun mine) {
    return database.read(sql ->
        new StepRows(sql)
            .isAt(mine.head().id(), mine.context().step().name(), mine.claim().epoch()));
  }

  private StepEnd answer(Begun mine) {
    StepContext context = mine.context();
    try {
      StepAction action = actions.apply(mine.step().uses());
      Optional<StepCache.Key> key = cacheKey(mine, action);
      String reason = "";
      if (key.isPresent()) {
        StepCache.Found found =
            database.read(sql ->
                StepCache.find(sql, key.get(), mine.step().execution().cache(), Instant.now()));
        switch (found) {
          case StepCache.Found.Hit(var output, var runId, var at) -> {
            return StepEnd.cached(
                output,
                "code, inputs and settings are those of a run of "
                    + at.truncatedTo(ChronoUnit.SECONDS),
                runId);
          }
          case StepCache.Found.Miss(String why) -> reason = why;
        }
      }
      Map<String, String> output = action.run(context);
      faults.at(FaultPoint.AFTER_WORK, context.step().name());
      Optional<String> refused = refuse(mine.step(), action.signature(), output);
      if (refused.isPresent()) {
        return StepEnd.failed(refused.get(), false);
      }
      return StepEnd.succeeded(output, reason, key);
    } catch (ProblemException e) {
      context.step().log().line(told(e.problem()));
      return failed(e.problem().what(), isWorthAnother(e.problem().kind()), e);
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      // A step without its library or with too little memory would else come again for ever.
      LOG.error("Step {} of pipeline run {} failed", context.step().name(), context.runId(), e);
      return failed("the step failed; the log says why", true, e);
    }
  }

  private static Optional<StepCache.Key> cacheKey(Begun mine, StepAction action) {
    if (mine.step().execution().cache() instanceof Cache.Never) {
      return Optional.empty();
    }
    StepContext context = mine.context();
    return action
        .code(context)
        .map(code ->
            new StepCache.Key(
                mine.head().project(),
                context.pipeline(),
                mine.step().name(),
                StepCache.parts(context, code, action.signature().isOpen())));
  }

  /// Says what is wrong with an answer; empty when it is what the step said it would be.
  private static Optional<String> refuse(
      Step step, Signature signature, Map<String, String> output) {
    Map<String, PortType> wanted = step.out().isEmpty() ? signature.outputs() : step.out();
    for (Map.Entry<String, PortType> port : wanted.entrySet()) {
      String value = output.get(port.getKey());
      if (value == null) {
        return Optional.of("it did not answer `%s`".formatted(port.getKey()));
      }
      Optional<String> why = port.getValue().refuse(value);
      if (why.isPresent()) {
        return Optional.of("its answer `%s`: %s".formatted(port.getKey(), why.get()));
      }
    }
    return Optional.empty();
  }

  /// Without the place where it stands, which may be a path of this machine.
  private static String told(Problem problem) {
    return new Problem(problem.kind(), problem.what(), "", problem.expected(), problem.remedy())
        .toString();
  }

  static boolean isWorthAnother(Problem.Kind kind) {
    return switch (kind) {
      case BUSY, ENVIRONMENT, NOT_SERVING, TIMEOUT, INTERNAL -> true;
      case MALFORMED,
          INPUT,
          UNAUTHENTICATED,
          FORBIDDEN,
          NOT_FOUND,
          CONFLICT,
          TOO_LARGE,
          CONFIGURATION,
          UNSUPPORTED ->
          false;
    };
  }

  private static StepEnd failed(String message, boolean again, Throwable cause) {
    // A queue that stops interrupts what is under way. The step is not to blame and comes again.
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("Cannot finish a step: interrupted", cause);
    }
    return StepEnd.failed(message, again);
  }

  private static String detail(StepEnd end) {
    return end.cachedFrom().map(run -> "as in run " + run).orElse(end.message());
  }

  private void commit(Begun mine, String stepRun, StepEnd end) {
    String runId = mine.head().id();
    database.write(sql -> {
      RunRows runs = new RunRows(sql);
      Optional<Head> head = runs.lock(runId);
      if (head.isEmpty()) {
        return false;
      }
      StepRows steps = new StepRows(sql);
      Pipeline pipeline = definitions.of(sql, head.get().definition());
      StoredView before = StoredView.of(steps, head.get(), pipeline);
      if (!steps.end(runId, stepRun, mine.claim(), end)) {
        return false;
      }
      // What a step answers that nobody wants any more counts for nothing.
      boolean isCancelled = before.states().get(stepRun) == State.CANCELLING;
      if (!isCancelled) {
        steps.answer(runId, stepRun, end);
        end.question()
            .ifPresent(question -> StepCache.keep(sql, question, end.output(), runId, end.at()));
      }
      Event event =
          end.state() == State.SUCCEEDED
              ? new Event.StepSucceeded(stepRun)
              : new Event.StepFailed(stepRun, end.again());
      Map<String, State> after =
          progression.tell(sql, head.get(), pipeline, before, event, Map.of(stepRun, detail(end)));
      faults.at(FaultPoint.IN_COMMIT, stepRun);
      if (after.get(stepRun) == State.FAILED && !mine.step().optional()) {
        runs.message(runId, stepRun + ": " + end.message());
      }
      return true;
    });
    faults.at(FaultPoint.AFTER_COMMIT, stepRun);
    committed.run();
  }
}
