package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_LANE;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;

import java.util.List;
import org.jooq.DSLContext;

/// Runs that share a key wait for each other: at most so many of them work at once, those of higher
/// priority first, then those that came first.
final class Lanes {
  private Lanes() {}

  /// Which waiting runs may begin now. Whoever asks holds the lane until the transaction ends, so
  /// that two who end at once do not both let the same one in.
  static List<String> admitted(DSLContext sql, String lane, int max) {
    sql.insertInto(PIPELINES_LANE).set(PIPELINES_LANE.LANE, lane).onConflictDoNothing().execute();
    sql.update(PIPELINES_LANE)
        .set(PIPELINES_LANE.LANE, lane)
        .where(PIPELINES_LANE.LANE.eq(lane))
        .execute();
    int working =
        sql.fetchCount(
            PIPELINES_RUN,
            PIPELINES_RUN
                .LANE
                .eq(lane)
                .and(PIPELINES_RUN.STATE.in(State.RUNNING.name(), State.CANCELLING.name())));
    if (working >= max) {
      return List.of();
    }
    return sql.select(PIPELINES_RUN.ID)
        .from(PIPELINES_RUN)
        .where(PIPELINES_RUN.LANE.eq(lane))
        .and(PIPELINES_RUN.STATE.eq(State.PENDING.name()))
        .orderBy(PIPELINES_RUN.PRIORITY.desc(), PIPELINES_RUN.STARTED, PIPELINES_RUN.ID)
        .limit(max - working)
        .fetch(PIPELINES_RUN.ID);
  }
}
