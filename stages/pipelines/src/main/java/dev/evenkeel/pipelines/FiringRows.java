package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_FIRING;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.WorkQueue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes firings down, in the transaction of what happened.
final class FiringRows {
  /// The queue's kind of work: a firing that starts a run.
  static final String WORK = "pipeline-firing";

  private static final Logger LOG = LoggerFactory.getLogger(FiringRows.class);

  private final WorkQueue queue;

  FiringRows(WorkQueue queue) {
    this.queue = queue;
  }

  /// Has a run started when the caller's transaction is committed; answers whether nobody had
  /// before.
  boolean put(DSLContext sql, Firing firing) {
    boolean isNew = insert(sql, firing, Firing.WAITING, "");
    if (isNew) {
      queue.enqueue(WORK, firing.id());
    }
    return isNew;
  }

  /// Says that no run will start, and why.
  boolean refuse(DSLContext sql, Firing firing, String why) {
    LOG.warn("Pipeline {} of {} is not started: {}", firing.pipeline(), firing.project(), why);
    return insert(sql, firing, Firing.REFUSED, why);
  }

  private static boolean insert(DSLContext sql, Firing firing, String state, String message) {
    return sql.insertInto(PIPELINES_FIRING)
            .set(PIPELINES_FIRING.ID, firing.id())
            .set(PIPELINES_FIRING.PROJECT, firing.project())
            .set(PIPELINES_FIRING.PIPELINE, firing.pipeline())
            .set(PIPELINES_FIRING.KIND, firing.kind())
            .set(PIPELINES_FIRING.CAUSE, firing.cause())
            .set(PIPELINES_FIRING.FACTS, Json.text(new TreeMap<>(firing.facts())))
            .set(PIPELINES_FIRING.PART, firing.part().map(LocalDate::toString).orElse(null))
            .set(PIPELINES_FIRING.DEPTH, firing.depth())
            .set(PIPELINES_FIRING.BACKFILL, firing.backfill().orElse(null))
            .set(PIPELINES_FIRING.AT, Instant.now())
            .set(PIPELINES_FIRING.STATE, state)
            .set(PIPELINES_FIRING.MESSAGE, message)
            .onConflictDoNothing()
            .execute()
        == 1;
  }

  /// How many triggers lie before a run.
  static int depthOf(DSLContext sql, String runId) {
    return sql.select(PIPELINES_FIRING.DEPTH)
        .from(PIPELINES_FIRING)
        .where(PIPELINES_FIRING.RUN_ID.eq(runId))
        .fetchOptional(PIPELINES_FIRING.DEPTH)
        .orElse(0);
  }
}
