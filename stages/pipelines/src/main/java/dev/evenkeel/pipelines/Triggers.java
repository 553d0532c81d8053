package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_FIRING;
import static dev.evenkeel.store.schema.Tables.PIPELINES_PIPELINE;
import static dev.evenkeel.store.schema.Tables.PIPELINES_TRIGGER;

import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.Happening.Awaited;
import dev.evenkeel.pipelines.Happening.PipelineSucceeded;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.store.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;

/// What happens elsewhere and starts pipelines. Rooms tell it in the transaction of what happens,
/// so that neither is there without the other; the runs are started by the queue.
///
/// Pipelines that trigger each other in a circle end after [#DEPTH_MAX] triggers in a row, and no
/// pipeline is triggered more often than [#HOURLY_MAX] times an hour: both are said in a firing
/// that is refused. A circle of pipelines alone is refused when it is deployed.
public final class Triggers {
  /// The most triggers in a row.
  public static final int DEPTH_MAX = 10;

  /// The most runs of a pipeline that triggers start in an hour.
  public static final int HOURLY_MAX = 500;

  private final FiringRows firings;

  /// @param queue of the server that starts the runs
  public Triggers(WorkQueue queue) {
    this.firings = new FiringRows(queue);
  }

  /// Starts what waits for it, when the caller's transaction is committed. Cheap where nothing
  /// does.
  ///
  /// @param project in which it happened: pipelines of others do not see it
  public void happened(DSLContext sql, String project, Happening happening) {
    List<String> pipelines =
        sql.selectDistinct(PIPELINES_TRIGGER.PIPELINE)
            .from(PIPELINES_TRIGGER)
            .join(PIPELINES_PIPELINE)
            .on(PIPELINES_PIPELINE.PROJECT.eq(PIPELINES_TRIGGER.PROJECT))
            .and(PIPELINES_PIPELINE.NAME.eq(PIPELINES_TRIGGER.PIPELINE))
            .and(PIPELINES_PIPELINE.PAUSED.eq(0))
            .where(PIPELINES_TRIGGER.PROJECT.eq(project))
            .and(waitsFor(happening))
            .orderBy(PIPELINES_TRIGGER.PIPELINE)
            .fetch(PIPELINES_TRIGGER.PIPELINE);
    if (!pipelines.isEmpty()) {
      int depth = depth(sql, happening);
      pipelines.forEach(pipeline -> fire(sql, project, pipeline, happening, depth));
    }
  }

  private static Condition waitsFor(Happening happening) {
    Condition same =
        PIPELINES_TRIGGER
            .KIND
            .eq(happening.kind())
            .and(PIPELINES_TRIGGER.SUBJECT.eq(happening.subject()))
            .and(PIPELINES_TRIGGER.DETAIL.in("", happening.detail()));
    return happening instanceof Happening.Called called
        ? same.and(PIPELINES_TRIGGER.PIPELINE.eq(called.pipeline()))
        : same;
  }

  private static int depth(DSLContext sql, Happening happening) {
    Optional<String> run =
        happening instanceof PipelineSucceeded succeeded
            ? Optional.of(succeeded.run())
            : RunningStep.run();
    return run.map(id -> FiringRows.depthOf(sql, id) + 1).orElse(1);
  }

  private void fire(
      DSLContext sql, String project, String pipeline, Happening happening, int depth) {
    Firing firing =
        new Firing(
            Firing.id(project, pipeline, happening.kind(), happening.key()),
            project,
            pipeline,
            happening.kind(),
            happening.cause(),
            happening.facts(),
            happening instanceof PipelineSucceeded succeeded
                ? succeeded.part().map(LocalDate::parse)
                : Optional.empty(),
            depth,
            Optional.empty());
    if (depth > DEPTH_MAX) {
      firings.refuse(
          sql,
          firing,
          "%d triggers came in a row: do pipelines trigger each other?".formatted(DEPTH_MAX));
    } else if (hourly(sql, project, pipeline) >= HOURLY_MAX) {
      refuseOften(sql, firing);
    } else {
      firings.put(sql, firing);
    }
  }

  private static int hourly(DSLContext sql, String project, String pipeline) {
    return sql.fetchCount(
        PIPELINES_FIRING,
        PIPELINES_FIRING
            .PROJECT
            .eq(project)
            .and(PIPELINES_FIRING.PIPELINE.eq(pipeline))
            .and(PIPELINES_FIRING.AT.gt(Instant.now().minus(Duration.ofHours(1))))
            .and(PIPELINES_FIRING.KIND.in("dataset", "alias", "alert", "webhook", "pipeline")));
  }

  // Once an hour: else what comes too often would fill the table.
  private void refuseOften(DSLContext sql, Firing firing) {
    long hour = Instant.now().getEpochSecond() / 3_600;
    firings.refuse(
        sql,
        new Firing(
            Firing.id(firing.project(), firing.pipeline(), "often", String.valueOf(hour)),
            firing.project(),
            firing.pipeline(),
            firing.kind(),
            firing.cause(),
            Map.of(),
            Optional.empty(),
            firing.depth(),
            Optional.empty()),
        "triggers have started it %d times within an hour; what else comes is left out"
            .formatted(HOURLY_MAX));
  }

  /// Says that a pipeline was deployed.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when it would trigger itself
  void deployed(DSLContext sql, String project, Pipeline pipeline) {
    removed(sql, project, pipeline.name());
    for (Awaited trigger :
        new HashSet<>(pipeline.settings().triggers().stream().map(Awaited::of).toList())) {
      sql.insertInto(PIPELINES_TRIGGER)
          .set(PIPELINES_TRIGGER.PROJECT, project)
          .set(PIPELINES_TRIGGER.PIPELINE, pipeline.name())
          .set(PIPELINES_TRIGGER.KIND, trigger.kind())
          .set(PIPELINES_TRIGGER.SUBJECT, trigger.subject())
          .set(PIPELINES_TRIGGER.DETAIL, trigger.detail())
          .execute();
    }
    refuseCircle(sql, project, pipeline.name());
  }

  private static void refuseCircle(DSLContext sql, String project, String pipeline) {
    List<String> reached = new ArrayList<>(before(sql, project, List.of(pipeline)));
    Set<String> seen = new HashSet<>(reached);
    while (!reached.isEmpty()) {
      if (seen.contains(pipeline)) {
        throw new Problem(
                Problem.Kind.INPUT,
                "pipeline `%s` would trigger itself".formatted(pipeline),
                "/triggers",
                "triggers without a circle",
                "take a `pipeline` away from the triggers of one of: "
                    + String.join(", ", seen.stream().sorted().toList()))
            .asException();
      }
      reached = new ArrayList<>(before(sql, project, reached));
      reached.removeIf(name -> !seen.add(name));
    }
  }

  private static List<String> before(DSLContext sql, String project, List<String> pipelines) {
    return sql.selectDistinct(PIPELINES_TRIGGER.SUBJECT)
        .from(PIPELINES_TRIGGER)
        .where(PIPELINES_TRIGGER.PROJECT.eq(project))
        .and(PIPELINES_TRIGGER.KIND.eq("pipeline"))
        .and(PIPELINES_TRIGGER.PIPELINE.in(pipelines))
        .fetch(PIPELINES_TRIGGER.SUBJECT);
  }

  /// Says that a pipeline is deployed no more.
  void removed(DSLContext sql, String project, String pipeline) {
    sql.deleteFrom(PIPELINES_TRIGGER)
        .where(PIPELINES_TRIGGER.PROJECT.eq(project))
        .and(PIPELINES_TRIGGER.PIPELINE.eq(pipeline))
        .execute();
  }

  /// Whether a deployed pipeline waits for a webhook.
  static boolean hasWebhook(DSLContext sql, String project, String pipeline, String webhook) {
    return sql.fetchExists(
        PIPELINES_TRIGGER,
        PIPELINES_TRIGGER
            .PROJECT
            .eq(project)
            .and(PIPELINES_TRIGGER.PIPELINE.eq(pipeline))
            .and(PIPELINES_TRIGGER.KIND.eq("webhook"))
            .and(PIPELINES_TRIGGER.SUBJECT.eq(webhook)));
  }
}
