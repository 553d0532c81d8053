package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_DEFINITION;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;
import static dev.evenkeel.store.schema.Tables.PIPELINES_STEP;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.Pipeline.Step;
import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.PipelinesRunRecord;
import dev.evenkeel.store.schema.tables.records.PipelinesStepRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Result;
import tools.jackson.core.type.TypeReference;

/// The room's tables. Each method works in the caller's transaction.
final class RunRows {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final DSLContext sql;

  RunRows(DSLContext sql) {
    this.sql = sql;
  }

  void insert(PipelineRun run, Pipeline pipeline, Map<String, String> parameters, String project) {
    sql.insertInto(PIPELINES_DEFINITION)
        .set(PIPELINES_DEFINITION.DIGEST, pipeline.digest())
        .set(PIPELINES_DEFINITION.NAME, pipeline.name())
        .set(PIPELINES_DEFINITION.DEFINITION, pipeline.canonical())
        .onConflictDoNothing()
        .execute();
    sql.insertInto(PIPELINES_RUN)
        .set(PIPELINES_RUN.ID, run.id())
        .set(PIPELINES_RUN.PIPELINE, run.pipeline())
        .set(PIPELINES_RUN.DEFINITION_DIGEST, pipeline.digest())
        .set(PIPELINES_RUN.SUBJECT, run.subject())
        .set(PIPELINES_RUN.STATE, run.state().name())
        .set(PIPELINES_RUN.CAUSE, run.cause())
        .set(PIPELINES_RUN.PARAMETERS, Json.text(new TreeMap<>(parameters)))
        .set(PIPELINES_RUN.AT, run.at())
        .set(PIPELINES_RUN.STARTED, run.started())
        .set(PIPELINES_RUN.MESSAGE, "")
        .set(PIPELINES_RUN.PROJECT, project)
        .execute();
    int position = 0;
    for (Step step : pipeline.steps()) {
      sql.insertInto(PIPELINES_STEP)
          .set(PIPELINES_STEP.RUN_ID, run.id())
          .set(PIPELINES_STEP.NAME, step.name())
          .set(PIPELINES_STEP.POSITION, position++)
          .set(PIPELINES_STEP.STATE, State.PENDING.name())
          .set(PIPELINES_STEP.EPOCH, 0)
          .set(PIPELINES_STEP.MESSAGE, "")
          .execute();
    }
  }

  Optional<PipelineRun> run(String id) {
    return sql.selectFrom(PIPELINES_RUN)
        .where(PIPELINES_RUN.ID.eq(id))
        .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
        .fetchOptional()
        .map(row -> run(row, steps(id)));
  }

  List<PipelineRun> newest(String subject, int limit) {
    List<PipelinesRunRecord> runs =
        sql.selectFrom(PIPELINES_RUN)
            .where(PIPELINES_RUN.SUBJECT.eq(subject))
            .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
            .orderBy(PIPELINES_RUN.AT.desc(), PIPELINES_RUN.ID.desc())
            .limit(limit)
            .fetch();
    Map<String, Result<PipelinesStepRecord>> steps =
        sql.selectFrom(PIPELINES_STEP)
            .where(PIPELINES_STEP.RUN_ID.in(runs.stream().map(PipelinesRunRecord::getId).toList()))
            .orderBy(PIPELINES_STEP.POSITION)
            .fetchGroups(PIPELINES_STEP.RUN_ID);
    return runs.stream()
        .map(row -> run(row, Objects.requireNonNull(steps.get(row.getId()))))
        .toList();
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
    sql.deleteFrom(PIPELINES_STEP).where(PIPELINES_STEP.RUN_ID.eq(id)).execute();
  }

  /// Keeps other commits of the run waiting until the transaction ends; false when it is gone. Two
  /// steps that end at once would else each see the other still running, and nobody would go on.
  // An update that changes nothing locks on both databases; SQLite knows no `for update`.
  boolean lock(String id) {
    return sql.update(PIPELINES_RUN)
            .set(PIPELINES_RUN.STATE, PIPELINES_RUN.STATE)
            .where(PIPELINES_RUN.ID.eq(id))
            .execute()
        == 1;
  }

  Pipeline definition(String runId) {
    String digest =
        sql.select(PIPELINES_RUN.DEFINITION_DIGEST)
            .from(PIPELINES_RUN)
            .where(PIPELINES_RUN.ID.eq(runId))
            .fetchSingle(PIPELINES_RUN.DEFINITION_DIGEST);
    String definition =
        sql.select(PIPELINES_DEFINITION.DEFINITION)
            .from(PIPELINES_DEFINITION)
            .where(PIPELINES_DEFINITION.DIGEST.eq(digest))
            .fetchSingle(PIPELINES_DEFINITION.DEFINITION);
    return Json.read(Objects.requireNonNull(definition), Pipeline.class);
  }

  Map<String, String> parameters(String runId) {
    return texts(
        Objects.requireNonNull(
            sql.select(PIPELINES_RUN.PARAMETERS)
                .from(PIPELINES_RUN)
                .where(PIPELINES_RUN.ID.eq(runId))
                .fetchSingle(PIPELINES_RUN.PARAMETERS)));
  }

  /// The project that a run works for.
  String project(String runId) {
    return Objects.requireNonNull(
        sql.select(PIPELINES_RUN.PROJECT)
            .from(PIPELINES_RUN)
            .where(PIPELINES_RUN.ID.eq(runId))
            .fetchSingle(PIPELINES_RUN.PROJECT));
  }

  Map<String, State> states(String runId) {
    Map<String, State> states = new LinkedHashMap<>();
    for (PipelinesStepRecord row : steps(runId)) {
      states.put(row.getName(), State.valueOf(row.getState()));
    }
    return states;
  }

  /// Begins a step that waits, or one whose worker died, and answers the epoch that its commit
  /// needs.
  Optional<Integer> claim(String runId, String step, Instant now) {
    int claimed =
        sql.update(PIPELINES_STEP)
            .set(PIPELINES_STEP.STATE, State.RUNNING.name())
            .set(PIPELINES_STEP.EPOCH, PIPELINES_STEP.EPOCH.plus(1))
            .set(PIPELINES_STEP.STARTED, now)
            .where(PIPELINES_STEP.RUN_ID.eq(runId))
            .and(PIPELINES_STEP.NAME.eq(step))
            .and(PIPELINES_STEP.STATE.in(State.READY.name(), State.RUNNING.name()))
            .execute();
    return claimed == 0
        ? Optional.empty()
        : Optional.ofNullable(
            sql.select(PIPELINES_STEP.EPOCH)
                .from(PIPELINES_STEP)
                .where(PIPELINES_STEP.RUN_ID.eq(runId))
                .and(PIPELINES_STEP.NAME.eq(step))
                .fetchSingle(PIPELINES_STEP.EPOCH));
  }

  /// Ends a step under its epoch; false when somebody else began it anew.
  boolean end(String runId, String step, int epoch, StepEnd end) {
    return sql.update(PIPELINES_STEP)
            .set(PIPELINES_STEP.STATE, end.state().name())
            .set(PIPELINES_STEP.OUTPUT, Json.text(new TreeMap<>(end.output())))
            .set(PIPELINES_STEP.MESSAGE, end.message())
            .set(PIPELINES_STEP.ENDED, end.at())
            .where(PIPELINES_STEP.RUN_ID.eq(runId))
            .and(PIPELINES_STEP.NAME.eq(step))
            .and(PIPELINES_STEP.EPOCH.eq(epoch))
            .and(PIPELINES_STEP.STATE.eq(State.RUNNING.name()))
            .execute()
        == 1;
  }

  void state(String runId, String step, State state) {
    sql.update(PIPELINES_STEP)
        .set(PIPELINES_STEP.STATE, state.name())
        .where(PIPELINES_STEP.RUN_ID.eq(runId))
        .and(PIPELINES_STEP.NAME.eq(step))
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

  private List<PipelinesStepRecord> steps(String runId) {
    return sql.selectFrom(PIPELINES_STEP)
        .where(PIPELINES_STEP.RUN_ID.eq(runId))
        .orderBy(PIPELINES_STEP.POSITION)
        .fetch();
  }

  private static PipelineRun run(PipelinesRunRecord row, List<PipelinesStepRecord> steps) {
    return new PipelineRun(
        row.getId(),
        row.getPipeline(),
        row.getSubject(),
        row.getCause(),
        State.valueOf(row.getState()),
        row.getAt(),
        row.getStarted(),
        Optional.ofNullable(row.getEnded()),
        row.getMessage(),
        steps.stream().map(RunRows::step).toList());
  }

  private static StepRun step(PipelinesStepRecord row) {
    return new StepRun(
        row.getName(),
        State.valueOf(row.getState()),
        row.getEpoch(),
        row.getOutput() == null ? Map.of() : texts(row.getOutput()),
        row.getMessage(),
        Optional.ofNullable(row.getStarted()),
        Optional.ofNullable(row.getEnded()));
  }

  private static Map<String, String> texts(String json) {
    return Json.read(json, TEXTS);
  }
}
