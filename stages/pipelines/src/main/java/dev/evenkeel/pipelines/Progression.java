package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_APPROVAL;

import dev.evenkeel.pipelines.Reducer.Command;
import dev.evenkeel.pipelines.Reducer.Event;
import dev.evenkeel.pipelines.Reducer.Outcome;
import dev.evenkeel.pipelines.RunMoments.Moved;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step.Approval;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/// Carries out what the reducer says, in the transaction of whoever tells it an event.
final class Progression {
  /// The queue's kind of work: an attempt of a step.
  static final String STEP = "pipeline-step";

  /// The queue's kind of work: an approval that nobody gave in time.
  static final String APPROVAL = "pipeline-approval";

  private final Database database;
  private final WorkQueue queue;
  private final Definitions definitions;
  private final RunningAttempts running;
  private final List<RunListener> listeners;

  Progression(
      Database database,
      WorkQueue queue,
      Definitions definitions,
      RunningAttempts running,
      List<RunListener> listeners) {
    this.listeners = listeners;
    this.database = database;
    this.queue = queue;
    this.definitions = definitions;
    this.running = running;
  }

  /// How the queue calls an attempt.
  static String attemptKey(String runId, String step, int attempt) {
    return runId + "/" + step + "/" + attempt;
  }

  /// Tells an event to a run that the caller has locked.
  void tell(DSLContext sql, Head head, Event event) {
    if (event instanceof Event.Started) {
      listeners.forEach(listener -> listener.started(sql, head));
    }
    Pipeline pipeline = definitions.of(sql, head.definition());
    tell(sql, head, pipeline, StoredView.of(new StepRows(sql), head, pipeline), event, Map.of());
  }

  /// The same, by states that were read before the event was written down.
  ///
  /// @param details what is to be told of a step when its state changes
  /// @return the states after it
  Map<String, State> tell(
      DSLContext sql,
      Head head,
      Pipeline pipeline,
      StoredView before,
      Event event,
      Map<String, String> details) {
    StepRows steps = new StepRows(sql);
    Outcome outcome = Reducer.decide(pipeline, before, event);
    outcome.commands().stream()
        .filter(Command.Expand.class::isInstance)
        .map(Command.Expand.class::cast)
        .forEach(expand ->
            steps.expand(
                head.id(), expand.step(), position(pipeline, expand.step()), expand.items()));
    // As exactly as it is stored, so that whoever is told now hears the same later.
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    outcome
        .steps()
        .forEach((step, state) -> {
          State was = before.states().getOrDefault(step, State.PENDING);
          if (was != state) {
            String reason = outcome.reasons().getOrDefault(step, "");
            String detail = reason.isEmpty() ? details.getOrDefault(step, "") : reason;
            steps.state(head.id(), step, state, reason, detail, now);
            Moved moved = new Moved(step, state, now, detail);
            listeners.forEach(listener -> listener.stepped(sql, head, moved));
            if (state == State.FAILED && !reason.isEmpty()) {
              new RunRows(sql).message(head.id(), step + ": " + reason);
            }
          }
        });
    outcome.commands().forEach(command -> carryOut(sql, head, pipeline, command));
    return outcome.steps();
  }

  /// Says that an attempt was begun.
  void begun(DSLContext sql, Head head, String step, Instant at) {
    Moved moved = new Moved(step, State.RUNNING, at, "");
    listeners.forEach(listener -> listener.stepped(sql, head, moved));
  }

  private static int position(Pipeline pipeline, String step) {
    return pipeline.steps().indexOf(pipeline.step(step));
  }

  private void carryOut(DSLContext sql, Head head, Pipeline pipeline, Command command) {
    switch (command) {
      case Command.Enqueue(String step, int attempt, Duration delay) ->
          enqueue(sql, head, step, attempt, delay);
      case Command.Expand _ -> {
        // Its rows are there already: the states of the others need them.
      }
      case Command.Ask(String step) -> ask(sql, head, step, pipeline);
      case Command.Stop(String step) ->
          database.afterCommit(() -> running.stop(head.id() + "/" + step));
      case Command.Finish(State state) -> finish(sql, head, state);
    }
  }

  private void enqueue(DSLContext sql, Head head, String step, int attempt, Duration delay) {
    if (attempt > 1) {
      new StepRows(sql).attempt(head.id(), step, attempt);
    }
    String key = attemptKey(head.id(), step, attempt);
    queue.enqueueAt(STEP, key, Instant.now().plus(delay), head.priority());
  }

  private void ask(DSLContext sql, Head head, String step, Pipeline pipeline) {
    Approval approval = pipeline.step(step).approval().orElseThrow();
    Instant now = Instant.now();
    Optional<Instant> until = approval.within().map(now::plus);
    sql.insertInto(PIPELINES_APPROVAL)
        .set(PIPELINES_APPROVAL.RUN_ID, head.id())
        .set(PIPELINES_APPROVAL.STEP, step)
        .set(PIPELINES_APPROVAL.ROLE, approval.role())
        .set(PIPELINES_APPROVAL.ASKED, now)
        .set(PIPELINES_APPROVAL.UNTIL, until.orElse(null))
        .set(PIPELINES_APPROVAL.STATE, State.WAITING.name())
        .set(PIPELINES_APPROVAL.NOTE, "")
        .execute();
    until.ifPresent(end -> queue.enqueueAt(APPROVAL, head.id() + "/" + step, end));
  }

  private void finish(DSLContext sql, Head head, State state) {
    new RunRows(sql).finish(head.id(), state, Instant.now());
    listeners.forEach(listener -> listener.ended(sql, head, state));
    if (!head.lane().isEmpty()) {
      admit(sql, head.lane(), head.laneMax());
    }
  }

  /// Lets runs of a lane begin that wait for a place in it.
  void admit(DSLContext sql, String lane, int max) {
    for (String runId : Lanes.admitted(sql, lane, max)) {
      RunRows runs = new RunRows(sql);
      Optional<Head> head = runs.lock(runId).filter(run -> run.state() == State.PENDING);
      if (head.isPresent()) {
        runs.state(runId, State.RUNNING);
        tell(sql, head.get(), new Event.Started());
      }
    }
  }
}
