package dev.evenkeel.pipelines;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.Reducer.Command;
import dev.evenkeel.pipelines.Reducer.Event;
import dev.evenkeel.pipelines.Reducer.Outcome;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts pipeline runs, carries their steps through the queue and tells how they stand.
public final class PipelineRuns {
  private static final String STEP = "pipeline-step";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Logger LOG = LoggerFactory.getLogger(PipelineRuns.class);

  private final Database database;
  private final WorkQueue queue;
  private final Clock clock;
  private final Map<String, StepAction> actions;
  private final Object changed = new Object();

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

  /// Stores a run and puts its first steps into the queue, in one transaction.
  ///
  /// @param subject the model it works for
  /// @param cause why, in plain words
  public PipelineRun start(
      Pipeline pipeline, String subject, String cause, Map<String, String> parameters) {
    pipeline.steps().forEach(step -> action(step.uses()));
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
      rows.insert(run, pipeline, parameters);
      apply(rows, run.id(), pipeline, new Event.Started());
      return rows.run(run.id()).orElseThrow();
    });
  }

  /// Waits until a run has ended.
  ///
  /// @throws ProblemException of kind `BUSY` when it takes longer than `patience`
  public PipelineRun await(String id, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (changed) {
      PipelineRun run = run(id).orElseThrow(() -> unknown(id));
      while (!run.state().isFinal()) {
        if (System.nanoTime() > deadline) {
          throw Problem.of(
                  Problem.Kind.BUSY,
                  "pipeline run %s has not ended within %s".formatted(id, patience),
                  "look at its steps, and wait or cancel it")
              .asException();
        }
        try {
          // Another node may end the run, so this waits for a notice but never only for it.
          changed.wait(POLL.toMillis());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException("Cannot wait for a pipeline run: interrupted", e);
        }
        run = run(id).orElseThrow(() -> unknown(id));
      }
      return run;
    }
  }

  /// A run by its id.
  public Optional<PipelineRun> run(String id) {
    return database.read(sql -> new RunRows(sql).run(id));
  }

  /// The newest runs for a model.
  public List<PipelineRun> runs(String subject, int limit) {
    return database.read(sql -> new RunRows(sql).newest(subject, Math.min(limit, 1_000)));
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
      Map<String, String> output = action(pipeline.step(step).uses()).run(context);
      return new StepEnd(State.SUCCEEDED, output, "", Instant.now());
    } catch (ProblemException e) {
      return new StepEnd(State.FAILED, Map.of(), e.problem().what(), Instant.now());
    } catch (RuntimeException e) {
      LOG.error("Step {} of pipeline run {} failed", step, runId, e);
      return new StepEnd(
          State.FAILED, Map.of(), "the step failed; the log says why", Instant.now());
    }
  }

  private void commit(String runId, String step, int epoch, StepEnd end) {
    database.write(sql -> {
      RunRows rows = new RunRows(sql);
      if (!rows.end(runId, step, epoch, end)) {
        return false;
      }
      Event event =
          end.state() == State.SUCCEEDED
              ? new Event.StepSucceeded(step)
              : new Event.StepFailed(step);
      apply(rows, runId, rows.definition(runId), event);
      if (end.state() == State.FAILED) {
        rows.message(runId, step + ": " + end.message());
      }
      return true;
    });
    synchronized (changed) {
      changed.notifyAll();
    }
  }

  private void apply(RunRows rows, String runId, Pipeline pipeline, Event event) {
    Map<String, State> before = rows.states(runId);
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
    run.steps().forEach(each -> outputs.put(each.name(), each.output()));
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
