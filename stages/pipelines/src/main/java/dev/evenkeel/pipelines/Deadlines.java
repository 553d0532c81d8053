package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_EVENT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;

import dev.evenkeel.pipelines.RunRows.Head;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/// Raises an alarm, once, for a run that has not ended at its deadline. The run goes on.
final class Deadlines {
  /// The state of the event that says so.
  static final String LATE = "LATE";

  private static final String WORK = "pipeline-deadline";
  private static final int SWEPT_MAX = 1_000;

  /// Older ones would be read again with each look, and all of them have been looked at.
  private static final Duration SWEPT = Duration.ofDays(7);

  private final Database database;
  private final WorkQueue queue;
  private final PipelineEvents events;

  /// @param queue not yet started
  Deadlines(Database database, WorkQueue queue, PipelineEvents events) {
    this.database = database;
    this.queue = queue;
    this.events = events;
    queue.register(WORK, this::look);
  }

  /// Looks at a run at its deadline.
  void watch(String runId, Instant deadline) {
    queue.enqueueAt(WORK, runId, deadline);
  }

  /// Looks at the runs whose deadline has passed, whatever became of their timers.
  void sweep() {
    List<String> late =
        database.read(sql ->
            sql.select(PIPELINES_RUN.ID)
                .from(PIPELINES_RUN)
                .where(PIPELINES_RUN.DEADLINE.between(Instant.now().minus(SWEPT), Instant.now()))
                .and(PIPELINES_RUN.ENDED.isNull())
                .andNotExists(
                    sql.selectOne()
                        .from(PIPELINES_EVENT)
                        .where(PIPELINES_EVENT.RUN_ID.eq(PIPELINES_RUN.ID))
                        .and(PIPELINES_EVENT.STATE.eq(LATE)))
                .limit(SWEPT_MAX)
                .fetch(PIPELINES_RUN.ID));
    late.forEach(this::look);
  }

  private void look(String runId) {
    database.write(sql -> {
      Optional<Head> head = new RunRows(sql).lock(runId).filter(run -> !run.state().isFinal());
      if (head.isPresent() && !isTold(sql, runId)) {
        tell(sql, head.get());
      }
      return true;
    });
  }

  private static boolean isTold(DSLContext sql, String runId) {
    return sql.fetchExists(
        PIPELINES_EVENT, PIPELINES_EVENT.RUN_ID.eq(runId).and(PIPELINES_EVENT.STATE.eq(LATE)));
  }

  private void tell(DSLContext sql, Head head) {
    var run = sql.selectFrom(PIPELINES_RUN).where(PIPELINES_RUN.ID.eq(head.id())).fetchSingle();
    Instant deadline = run.getDeadline();
    if (deadline == null || deadline.isAfter(Instant.now())) {
      return;
    }
    sql.insertInto(PIPELINES_EVENT)
        .set(PIPELINES_EVENT.RUN_ID, head.id())
        .set(PIPELINES_EVENT.AT, Instant.now())
        .set(PIPELINES_EVENT.STEP, "")
        .set(PIPELINES_EVENT.STATE, LATE)
        .set(PIPELINES_EVENT.DETAIL, "it has not ended by " + deadline)
        .execute();
    events.late(
        new PipelineEvents.Late(
            head.project(), run.getPipeline(), head.id(), run.getStarted(), deadline));
  }
}
