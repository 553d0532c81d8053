package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Route;
import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/// What starts runs by itself: schedules, triggers and backfills; and the alarm for runs that do
/// not end in time.
public final class RunStarts implements DeployedPipelines.Listener {
  private static final String SWEEP = "pipeline-sweep";
  private static final long SWEEP_SECONDS = 15;

  private final WorkQueue queue;
  private final Firings firings;
  private final Schedules schedules;
  private final Triggers triggers;
  private final Backfills backfills;
  private final Deadlines deadlines;
  private final StartRoutes routes;

  /// @param queue not yet started
  /// @param events who is told of runs that are late
  public RunStarts(
      Database database,
      WorkQueue queue,
      Clock clock,
      PipelineRuns runs,
      Secrets secrets,
      AuditLog audit,
      PipelineEvents events) {
    this.queue = queue;
    this.firings = new Firings(database, queue, clock, runs);
    this.schedules = new Schedules(database, queue, clock, firings);
    this.triggers = new Triggers(queue);
    this.backfills = new Backfills(database, queue, clock, runs, firings, audit);
    this.deadlines = new Deadlines(database, queue, events);
    this.routes =
        new StartRoutes(database, backfills, new PipelineWebhooks(database, triggers, secrets));
    queue.register(SWEEP, this::sweep);
    runs.tell(new Listener());
  }

  private final class Listener implements RunListener {
    @Override
    public void begun(String runId, Instant deadline) {
      deadlines.watch(runId, deadline);
    }

    @Override
    public void ended(DSLContext sql, Head head, State state) {
      if (state == State.SUCCEEDED) {
        succeeded(sql, head);
      }
    }
  }

  private void succeeded(DSLContext sql, Head head) {
    var run =
        sql.select(PIPELINES_RUN.PIPELINE, PIPELINES_RUN.PART)
            .from(PIPELINES_RUN)
            .where(PIPELINES_RUN.ID.eq(head.id()))
            .fetchSingle();
    triggers.happened(
        sql,
        head.project(),
        new Happening.PipelineSucceeded(
            run.value1(), head.id(), Optional.ofNullable(run.value2())));
  }

  /// Begins to look for what timers may have missed; once the queue may hand out work.
  public void start() {
    queue.enqueue(SWEEP, String.valueOf(turn()));
  }

  private static long turn() {
    return Instant.now().getEpochSecond() / SWEEP_SECONDS;
  }

  private void sweep(String turn) {
    // First, so that what fails now is looked for again all the same.
    long next = turn() + 1;
    queue.enqueueAt(SWEEP, String.valueOf(next), Instant.ofEpochSecond(next * SWEEP_SECONDS));
    sweep();
  }

  /// Starts what is due, whatever became of its timer.
  void sweep() {
    schedules.sweep();
    firings.sweep();
    deadlines.sweep();
  }

  /// What rooms tell of what happens.
  public Triggers triggers() {
    return triggers;
  }

  /// Runs for many stretches of time.
  public Backfills backfills() {
    return backfills;
  }

  /// Says that a pipeline was deployed; its row is there. Joins the caller's transaction.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for one that would trigger itself
  @Override
  public void deployed(DSLContext sql, String project, Pipeline pipeline) {
    schedules.deployed(sql, project, pipeline);
    triggers.deployed(sql, project, pipeline);
  }

  /// Says that a pipeline is deployed no more. Joins the caller's transaction.
  @Override
  public void removed(DSLContext sql, String project, String pipeline) {
    triggers.removed(sql, project, pipeline);
    firings.cancel(sql, project, pipeline);
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return new ArrayList<>(routes.routes());
  }
}
