package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.PipelinesRunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import tools.jackson.core.type.TypeReference;

/// The rows of runs. Each method works in the caller's transaction.
final class RunRows {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final DSLContext sql;

  RunRows(DSLContext sql) {
    this.sql = sql;
  }

  /// What the engine itself needs to know of a run.
  ///
  /// @param definition digest of the pipeline
  /// @param lane empty for none
  record Head(
      String id,
      String definition,
      String project,
      String subject,
      State state,
      Instant at,
      String lane,
      int laneMax,
      int priority,
      Map<String, String> parameters) {}

  void insert(PipelineRun run, Head head) {
    sql.insertInto(PIPELINES_RUN)
        .set(PIPELINES_RUN.ID, run.id())
        .set(PIPELINES_RUN.PIPELINE, run.pipeline())
        .set(PIPELINES_RUN.DEFINITION_DIGEST, head.definition())
        .set(PIPELINES_RUN.SUBJECT, run.subject())
        .set(PIPELINES_RUN.STATE, run.state().name())
        .set(PIPELINES_RUN.CAUSE, run.cause())
        .set(PIPELINES_RUN.PARAMETERS, text(head.parameters()))
        .set(PIPELINES_RUN.AT, run.at())
        .set(PIPELINES_RUN.STARTED, run.started())
        .set(PIPELINES_RUN.MESSAGE, "")
        .set(PIPELINES_RUN.PROJECT, head.project())
        .set(PIPELINES_RUN.PART, run.part().orElse(null))
        .set(PIPELINES_RUN.RETRY_OF, run.retryOf().orElse(null))
        .set(PIPELINES_RUN.LANE, head.lane())
        .set(PIPELINES_RUN.LANE_MAX, head.laneMax())
        .set(PIPELINES_RUN.PRIORITY, head.priority())
        .execute();
  }

  /// Equal for equal parameters.
  static String text(Map<String, String> parameters) {
    return Json.text(new TreeMap<>(parameters));
  }

  Optional<Head> head(String id) {
    return sql.selectFrom(PIPELINES_RUN)
        .where(PIPELINES_RUN.ID.eq(id))
        .fetchOptional()
        .map(RunRows::head);
  }

  private static Head head(PipelinesRunRecord row) {
    return new Head(
        row.getId(),
        row.getDefinitionDigest(),
        row.getProject(),
        row.getSubject(),
        State.valueOf(row.getState()),
        row.getAt(),
        row.getLane(),
        row.getLaneMax(),
        row.getPriority(),
        Json.read(row.getParameters(), TEXTS));
  }

  Optional<PipelineRun> run(String id) {
    return sql.selectFrom(PIPELINES_RUN)
        .where(PIPELINES_RUN.ID.eq(id))
        .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
        .fetchOptional()
        .map(row -> run(row, new StepRows(sql).all(id)));
  }

  List<PipelineRun> newest(String subject, int limit) {
    List<PipelinesRunRecord> runs =
        sql.selectFrom(PIPELINES_RUN)
            .where(PIPELINES_RUN.SUBJECT.eq(subject))
            .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
            .orderBy(PIPELINES_RUN.AT.desc(), PIPELINES_RUN.ID.desc())
            .limit(limit)
            .fetch();
    Map<String, List<PipelineRun.StepRun>> steps =
        new StepRows(sql).all(runs.stream().map(PipelinesRunRecord::getId).toList());
    return runs.stream().map(row -> run(row, steps.getOrDefault(row.getId(), List.of()))).toList();
  }

  List<String> since(String subject, Instant since) {
    return sql.select(PIPELINES_RUN.ID)
        .from(PIPELINES_RUN)
        .where(PIPELINES_RUN.SUBJECT.eq(subject))
        .and(PIPELINES_RUN.AT.ge(since))
        .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
        .fetch(PIPELINES_RUN.ID);
  }

  // The run first, as everybody locks them: the other way round, two could wait for each other.
  void delete(String id) {
    sql.deleteFrom(PIPELINES_RUN).where(PIPELINES_RUN.ID.eq(id)).execute();
    new StepRows(sql).delete(id);
  }

  /// Keeps other commits of the run waiting until the transaction ends; empty when it is gone. Two
  /// steps that end at once would else each see the other still running, and nobody would go on.
  // An update that changes nothing locks on both databases; SQLite knows no `for update`.
  Optional<Head> lock(String id) {
    int locked =
        sql.update(PIPELINES_RUN)
            .set(PIPELINES_RUN.STATE, PIPELINES_RUN.STATE)
            .where(PIPELINES_RUN.ID.eq(id))
            .execute();
    return locked == 1 ? head(id) : Optional.empty();
  }

  void state(String runId, State state) {
    sql.update(PIPELINES_RUN)
        .set(PIPELINES_RUN.STATE, state.name())
        .where(PIPELINES_RUN.ID.eq(runId))
        .execute();
  }

  void cancelledBy(String runId, String who) {
    sql.update(PIPELINES_RUN)
        .set(PIPELINES_RUN.CANCELLED_BY, who)
        .where(PIPELINES_RUN.ID.eq(runId))
        .execute();
  }

  void deadline(String runId, Instant deadline) {
    sql.update(PIPELINES_RUN)
        .set(PIPELINES_RUN.DEADLINE, deadline)
        .where(PIPELINES_RUN.ID.eq(runId))
        .execute();
  }

  void finish(String runId, State state, Instant ended) {
    sql.update(PIPELINES_RUN)
        .set(PIPELINES_RUN.STATE, state.name())
        .set(PIPELINES_RUN.ENDED, ended)
        .where(PIPELINES_RUN.ID.eq(runId))
        .execute();
  }

  /// Says why the run fails; the first reason stays.
  void message(String runId, String message) {
    sql.update(PIPELINES_RUN)
        .set(PIPELINES_RUN.MESSAGE, message)
        .where(PIPELINES_RUN.ID.eq(runId))
        .and(PIPELINES_RUN.MESSAGE.eq(""))
        .execute();
  }

  static PipelineRun run(PipelinesRunRecord row, List<PipelineRun.StepRun> steps) {
    return new PipelineRun(
        row.getId(),
        row.getPipeline(),
        row.getDefinitionDigest(),
        row.getSubject(),
        row.getCause(),
        Optional.ofNullable(row.getPart()),
        Optional.ofNullable(row.getRetryOf()),
        State.valueOf(row.getState()),
        row.getAt(),
        row.getStarted(),
        Optional.ofNullable(row.getEnded()),
        row.getMessage(),
        steps);
  }
}
