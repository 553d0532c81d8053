package dev.evenkeel.pipelines;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.pipelines.Reducer.Command;
import dev.evenkeel.pipelines.Reducer.Event;
import dev.evenkeel.pipelines.Reducer.Outcome;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts pipeline runs, carries their steps through the queue and tells how they stand.
public final class PipelineRuns {
  private static final String STEP = "pipeline-step";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int RUNS_MAX = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRuns.class);

  private final Database database;
  private final WorkQueue queue;
  private final Clock clock;
  private final Map<String, StepAction> actions;
  private final AtomicLong commits = new AtomicLong();
  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition committed = waiting.newCondition();

  /// @param queue not yet started; this registers its kind of work
  public PipelineRuns(Database database, WorkQueue queue, Clock clock, List<StepAction> actions) {
    this.database = database;
    this.queue = queue;
    this.clock = clock;
    this.actions =
        actions.stream()
            .collect(Collectors.toUnmodifiableMap(StepAction::name, Function.identity()));
    queue.register(STEP, this::work);
  }

  /// The step actions that a pipeline may use.
  public Set<String> actions() {
    return actions.keySet();
  }

  /// Stores a run in the project in which whoever acts works, and puts its first steps into the
  /// queue, in one transaction. Its steps see and change what is in that project, and nothing else.
  ///
  /// @param subject the model it works for
  /// @param cause why, in plain words
  /// @throws ProblemException of kind `CONFIGURATION` when a step uses an action that nobody
  ///   brought, or settings that its action does not know; `FORBIDDEN` for whoever is no editor
  ///   there
  public PipelineRun start(
      Pipeline pipeline, String subject, String cause, Map<String, String> parameters) {
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.EDITOR);
    pipeline.steps().forEach(step -> action(step.uses()).check(step.with()));
    PipelineRun run =
        new PipelineRun(
            UUID.randomUUID().toString(),
            pipeline.name(),
            subject,
            cause,
            State.RUNNING,
            clock.now(),
            Instant.now(),
            Optional.empty(),
            "",
            List.of());
    return database.write(sql -> {
      RunRows rows = new RunRows(sql);
      rows.insert(run, pipeline, parameters, project);
      apply(rows, run.id(), pipeline, rows.states(run.id()), new Event.Started());
      return rows.run(run.id()).orElseThrow();
    });
  }

  /// Waits until a run has ended.
  ///
  /// @throws ProblemException of kind `BUSY` when it takes longer than `patience`, `NOT_FOUND` when
  ///   it does not exist or was forgotten meanwhile
  public PipelineRun await(String id, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      // Counted before the look: what is committed after it cuts the wait short.
      long seen = commits.get();
      PipelineRun run = run(id).orElseThrow(() -> unknown(id));
      if (run.state().isFinal()) {
        return run;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw Problem.of(
                Problem.Kind.BUSY,
                "pipeline run %s has not ended within %s".formatted(id, patience),
                "look at its steps, and wait or cancel it")
            .asException();
      }
      // Another node may end the run, so this waits for a notice but never only for it.
      awaitCommit(seen, Math.min(left, POLL.toNanos()));
    }
  }

  private void awaitCommit(long seen, long nanos) {
    waiting.lock();
    try {
      long left = nanos;
      while (commits.get() == seen && left > 0) {
        left = committed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for a pipeline run: interrupted", e);
    } finally {
      waiting.unlock();
    }
  }

  private void tellOfCommit() {
    waiting.lock();
    try {
      commits.incrementAndGet();
      committed.signalAll();
    } finally {
      waiting.unlock();
    }
  }

  /// A run by its id.
  public Optional<PipelineRun> run(String id) {
    return database.read(sql -> new RunRows(sql).run(id));
  }

  /// The newest runs for a model.
  public List<PipelineRun> runs(String subject, int limit) {
    return database.read(sql -> new RunRows(sql).newest(subject, Math.clamp(limit, 0, RUNS_MAX)));
  }

  /// Forgets the runs that started at or after a business time: how a replay takes back an
  /// unfinished month.
  public void forgetSince(String subject, Instant since) {
    database.write(sql -> {
      RunRows rows = new RunRows(sql);
      List<String> runs = rows.since(subject, since);
      runs.forEach(rows::delete);
      return runs.size();
    });
  }

  /// One turn of the queue. A run that was forgotten meanwhile, or a step that another attempt
  /// ended, has nothing to claim.
  private void work(String id) {
    String runId = id.substring(0, id.indexOf('/'));
    String step = id.substring(id.indexOf('/') + 1);
    Optional<Integer> epoch =
        database.write(sql -> new RunRows(sql).claim(runId, step, Instant.now()));
    epoch.ifPresent(mine -> commit(runId, step, mine, attempt(runId, step)));
  }

  private StepEnd attempt(String runId, String step) {
    try {
      Pipeline pipeline = database.read(sql -> new RunRows(sql).definition(runId));
      StepContext context = database.read(sql -> context(new RunRows(sql), runId, pipeline, step));
      StepAction action = action(pipeline.step(step).uses());
      String project = database.read(sql -> new RunRows(sql).project(runId));
      Map<String, String> output = ProjectSight.workingFor(project).get(() -> action.run(context));
      return new StepEnd(State.SUCCEEDED, output, "", Instant.now());
    } catch (ProblemException e) {
      return failed(e.problem().what(), e);
    } catch (RuntimeException | LinkageError | VirtualMachineError e) {
      // A step without its library or with too little memory would else come again for ever.
      LOG.error("Step {} of pipeline run {} failed", step, runId, e);
      return failed("the step failed; the log says why", e);
    }
  }

  private static StepEnd failed(String message, Throwable cause) {
    // A queue that stops interrupts what is under way. The step is not to blame and comes again.
    if (Thread.currentThread().isInterrupted()) {
      throw new IllegalStateException("Cannot finish a step: interrupted", cause);
    }
    return new StepEnd(State.FAILED, Map.of(), message, Instant.now());
  }

  private void commit(String runId, String step, int epoch, StepEnd end) {
    database.write(sql -> {
      RunRows rows = new RunRows(sql);
      if (!rows.lock(runId)) {
        return false;
      }
      Map<String, State> before = rows.states(runId);
      if (!rows.end(runId, step, epoch, end)) {
        return false;
      }
      Event event =
          end.state() == State.SUCCEEDED
              ? new Event.StepSucceeded(step)
              : new Event.StepFailed(step);
      apply(rows, runId, rows.definition(runId), before, event);
      if (end.state() == State.FAILED) {
        rows.message(runId, step + ": " + end.message());
      }
      return true;
    });
    tellOfCommit();
  }

  private void apply(
      RunRows rows, String runId, Pipeline pipeline, Map<String, State> before, Event event) {
    Outcome outcome = Reducer.decide(pipeline, before, event);
    outcome
        .steps()
        .forEach((step, state) -> {
          if (before.get(step) != state) {
            rows.state(runId, step, state);
          }
        });
    for (Command command : outcome.commands()) {
      switch (command) {
        case Command.Enqueue(String step) -> queue.enqueue(STEP, runId + "/" + step);
        case Command.Finish(State state) -> rows.finish(runId, state, Instant.now());
      }
    }
  }

  private static StepContext context(RunRows rows, String runId, Pipeline pipeline, String step) {
    PipelineRun run = rows.run(runId).orElseThrow(() -> unknown(runId));
    Map<String, Map<String, String>> outputs = new LinkedHashMap<>();
    // Not of steps beside it: whether those have ended already is a matter of chance.
    pipeline.before(step).forEach(earlier -> outputs.put(earlier, run.output(earlier)));
    return new StepContext(
        runId,
        pipeline.name(),
        pipeline.digest(),
        run.subject(),
        run.at(),
        rows.parameters(runId),
        pipeline.step(step).with(),
        outputs);
  }

  private StepAction action(String name) {
    StepAction action = actions.get(name);
    if (action == null) {
      String near = Names.nearest(name, actions.keySet());
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "no step action is called `%s`".formatted(Names.abbreviate(name)),
              "",
              "one of " + String.join(", ", actions.keySet().stream().sorted().toList()),
              near.isEmpty() ? "" : "write `uses: %s`".formatted(near))
          .asException();
    }
    return action;
  }

  private static ProblemException unknown(String id) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "pipeline run %s does not exist".formatted(Names.abbreviate(id)),
            "list the runs of the model")
        .asException();
  }
}
