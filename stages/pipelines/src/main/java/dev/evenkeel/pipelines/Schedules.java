package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_PIPELINE;

import dev.evenkeel.base.Clock;
import dev.evenkeel.pipelines.definition.Cron;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Settings.Schedule;
import dev.evenkeel.pipelines.definition.Stretches;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.WorkQueue;
import dev.evenkeel.store.schema.tables.records.PipelinesPipelineRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/// Starts deployed pipelines at the times of their schedules: one run for each time, on however
/// many nodes. The row of a pipeline says which time comes next; whoever moves it on writes down
/// the firings of the times that have come, in the same transaction. Timers only wake somebody up.
///
/// Times are those of the business clock.
final class Schedules {
  /// A time that is longer past was missed, since no server ran.
  static final Duration MISSED = Duration.ofMinutes(5);

  private static final String WORK = "pipeline-schedule";
  private static final int SWEPT_MAX = 1_000;

  private final Database database;
  private final WorkQueue queue;
  private final Clock clock;
  private final Firings firings;
  private final FiringRows rows;

  /// @param queue not yet started
  Schedules(Database database, WorkQueue queue, Clock clock, Firings firings) {
    this.database = database;
    this.queue = queue;
    this.clock = clock;
    this.firings = firings;
    this.rows = new FiringRows(queue);
    queue.register(WORK, this::awake);
  }

  /// Says that a pipeline was deployed: its row is there. A time that its old schedule still owed
  /// stays owed, if the new one has it too.
  void deployed(DSLContext sql, String project, Pipeline pipeline) {
    Optional<Instant> owed =
        sql.select(PIPELINES_PIPELINE.NEXT_DUE)
            .from(PIPELINES_PIPELINE)
            .where(is(project, pipeline.name()))
            .fetchOptional(PIPELINES_PIPELINE.NEXT_DUE);
    Optional<Instant> next =
        pipeline
            .settings()
            .schedule()
            .map(Cron::of)
            .flatMap(times ->
                owed.filter(due ->
                        !due.isAfter(clock.now())
                            && times.after(due.minusMillis(1)).equals(Optional.of(due)))
                    .or(() -> times.after(clock.now())));
    next(sql, project, pipeline.name(), next);
  }

  private void next(DSLContext sql, String project, String pipeline, Optional<Instant> next) {
    sql.update(PIPELINES_PIPELINE)
        .set(PIPELINES_PIPELINE.NEXT_DUE, next.orElse(null))
        .where(is(project, pipeline))
        .execute();
    next.ifPresent(due -> {
      Duration left = Duration.between(clock.now(), due);
      queue.enqueueAt(
          WORK,
          "%s/%s/%d".formatted(project, pipeline, due.toEpochMilli()),
          Instant.now().plus(left));
    });
  }

  private static Condition is(String project, String pipeline) {
    return PIPELINES_PIPELINE.PROJECT.eq(project).and(PIPELINES_PIPELINE.NAME.eq(pipeline));
  }

  private void awake(String key) {
    List<String> parts = List.of(key.split("/", -1));
    fire(parts.get(0), parts.get(1));
  }

  /// Fires what is due, whatever became of its timer.
  void sweep() {
    database
        .read(sql ->
            sql.select(PIPELINES_PIPELINE.PROJECT, PIPELINES_PIPELINE.NAME)
                .from(PIPELINES_PIPELINE)
                .where(PIPELINES_PIPELINE.NEXT_DUE.le(clock.now()))
                .orderBy(PIPELINES_PIPELINE.NEXT_DUE)
                .limit(SWEPT_MAX)
                .fetch())
        .forEach(row -> fire(row.value1(), row.value2()));
  }

  /// Fires what is due of one pipeline.
  void fire(String project, String pipeline) {
    database.write(sql -> {
      // An update that changes nothing locks on both databases: another node waits here, and then
      // finds that nothing is due.
      sql.update(PIPELINES_PIPELINE)
          .set(PIPELINES_PIPELINE.PROJECT, project)
          .where(is(project, pipeline))
          .execute();
      PipelinesPipelineRecord row =
          sql.selectFrom(PIPELINES_PIPELINE).where(is(project, pipeline)).fetchOne();
      Instant now = clock.now();
      if (row == null || row.getNextDue() == null || row.getNextDue().isAfter(now)) {
        return false;
      }
      Pipeline definition = firings.definition(sql, row.getDigest());
      Optional<Schedule> schedule = definition.settings().schedule();
      if (schedule.isEmpty()) {
        next(sql, project, pipeline, Optional.empty());
        return false;
      }
      Due due = Due.of(schedule.get(), row.getNextDue(), now);
      // What a pipeline would have done while it paused is not made up for.
      if (row.getPaused() == 0) {
        due.times().forEach(time -> put(sql, project, definition, schedule.get(), time));
      }
      next(sql, project, pipeline, due.next());
      return true;
    });
  }

  private void put(
      DSLContext sql, String project, Pipeline pipeline, Schedule schedule, Instant time) {
    rows.put(
        sql,
        new Firing(
            Firing.id(project, pipeline.name(), "schedule", time.toString()),
            project,
            pipeline.name(),
            "schedule",
            "its schedule, at " + time.atZone(schedule.zone()),
            Map.of("scheduled", time.toString()),
            Stretches.of(pipeline).map(stretches -> stretches.endedBefore(time)),
            0,
            Optional.empty()));
    sql.update(PIPELINES_PIPELINE)
        .set(PIPELINES_PIPELINE.LAST_FIRED, time)
        .where(is(project, pipeline.name()))
        .execute();
  }
}
