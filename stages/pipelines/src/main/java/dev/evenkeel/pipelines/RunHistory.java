package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_APPROVAL;
import static dev.evenkeel.store.schema.Tables.PIPELINES_ATTEMPT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_EVENT;
import static dev.evenkeel.store.schema.Tables.PIPELINES_RUN;
import static dev.evenkeel.store.schema.Tables.PIPELINES_STEP;

import dev.evenkeel.pipelines.PipelineRun.StepRun;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.PipelinesRunRecord;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/// Tells of runs: those that there were, in pages, and what happened in one. What whoever asks may
/// not see does not exist for them.
public final class RunHistory {
  private static final int PAGE_MAX = 1_000;

  private final Database database;
  private final StepLogs logs;
  private final Definitions definitions = new Definitions();

  public RunHistory(Database database) {
    this.database = database;
    this.logs = new StepLogs(database);
  }

  /// Which runs.
  ///
  /// @param pipeline empty for any
  /// @param subject the model they work for; empty for any
  public record Query(String pipeline, String subject, Optional<State> state) {}

  /// A run without its steps.
  ///
  /// @param steps how many stand where; runs of steps with `each` are not counted
  public record Summary(PipelineRun run, Map<State, Integer> steps) {
    public Summary {
      steps = Map.copyOf(steps);
    }
  }

  /// One attempt of a step.
  public record Attempt(
      int attempt,
      int epoch,
      String node,
      State state,
      String message,
      Instant started,
      Optional<Instant> ended) {}

  /// A part of a log.
  ///
  /// @param part counts from 1
  public record LogPart(int part, Instant at, String lines) {}

  /// Something that happened in a run.
  ///
  /// @param step empty for the run itself
  /// @param state the name of a [State], or `LATE` for a run that has not ended at its deadline
  public record Happened(long id, Instant at, String step, String state, String detail) {}

  /// Who is asked to agree.
  public record Asked(String step, String role, Instant asked, Optional<Instant> until) {}

  /// Runs, newest first.
  ///
  /// @param before the last run of the page before
  public List<Summary> list(Query query, Optional<String> before, int limit) {
    return database.read(sql -> {
      Condition which = ProjectSight.seen(PIPELINES_RUN.PROJECT);
      if (!query.pipeline().isEmpty()) {
        which = which.and(PIPELINES_RUN.PIPELINE.eq(query.pipeline()));
      }
      if (!query.subject().isEmpty()) {
        which = which.and(PIPELINES_RUN.SUBJECT.eq(query.subject()));
      }
      if (query.state().isPresent()) {
        which = which.and(PIPELINES_RUN.STATE.eq(query.state().get().name()));
      }
      if (before.isPresent()) {
        Instant started =
            sql.select(PIPELINES_RUN.STARTED)
                .from(PIPELINES_RUN)
                .where(PIPELINES_RUN.ID.eq(before.get()))
                .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
                .fetchOptional(PIPELINES_RUN.STARTED)
                .orElseThrow(() -> PipelineRuns.unknown(before.get()));
        which =
            which.and(
                PIPELINES_RUN
                    .STARTED
                    .lt(started)
                    .or(PIPELINES_RUN.STARTED.eq(started).and(PIPELINES_RUN.ID.lt(before.get()))));
      }
      List<PipelinesRunRecord> rows =
          sql.selectFrom(PIPELINES_RUN)
              .where(which)
              .orderBy(PIPELINES_RUN.STARTED.desc(), PIPELINES_RUN.ID.desc())
              .limit(Math.clamp(limit, 0, PAGE_MAX))
              .fetch();
      Map<String, Map<State, Integer>> counts =
          counts(sql, rows.stream().map(PipelinesRunRecord::getId).toList());
      return rows.stream()
          .map(row ->
              new Summary(RunRows.run(row, List.of()), counts.getOrDefault(row.getId(), Map.of())))
          .toList();
    });
  }

  /// One run without its steps, and with how many of them stand where.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`
  public Summary summary(String runId) {
    PipelineRun run = run(runId);
    return database.read(
        sql -> new Summary(run, counts(sql, List.of(runId)).getOrDefault(runId, Map.of())));
  }

  /// One run without its steps.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`
  public PipelineRun run(String runId) {
    return database.read(sql ->
        sql.selectFrom(PIPELINES_RUN)
            .where(PIPELINES_RUN.ID.eq(runId))
            .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
            .fetchOptional(row -> RunRows.run(row, List.of()))
            .orElseThrow(() -> PipelineRuns.unknown(runId)));
  }

  /// What a run was given.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`
  public Map<String, String> parameters(String runId) {
    run(runId);
    return database
        .read(sql -> new RunRows(sql).head(runId))
        .map(RunRows.Head::parameters)
        .orElseThrow(() -> PipelineRuns.unknown(runId));
  }

  /// The pipeline that a run pins.
  public Pipeline definition(PipelineRun run) {
    return database.read(sql -> definitions.of(sql, run.definition()));
  }

  /// The newest run for a model of exactly this pipeline with exactly these parameters, without its
  /// steps.
  public Optional<PipelineRun> newest(
      Pipeline pipeline, String subject, Map<String, String> parameters) {
    return database.read(sql ->
        sql.selectFrom(PIPELINES_RUN)
            .where(PIPELINES_RUN.SUBJECT.eq(subject))
            .and(PIPELINES_RUN.DEFINITION_DIGEST.eq(pipeline.digest()))
            .and(PIPELINES_RUN.PARAMETERS.eq(RunRows.text(parameters)))
            .and(ProjectSight.seen(PIPELINES_RUN.PROJECT))
            .orderBy(PIPELINES_RUN.STARTED.desc(), PIPELINES_RUN.ID.desc())
            .limit(1)
            .fetchOptional(row -> RunRows.run(row, List.of())));
  }

  private static Map<String, Map<State, Integer>> counts(
      org.jooq.DSLContext sql, List<String> runIds) {
    Map<String, Map<State, Integer>> counts = new java.util.HashMap<>();
    sql.select(PIPELINES_STEP.RUN_ID, PIPELINES_STEP.STATE, DSL.count())
        .from(PIPELINES_STEP)
        .where(PIPELINES_STEP.RUN_ID.in(runIds))
        .and(PIPELINES_STEP.ITEM_INDEX.lt(0))
        .groupBy(PIPELINES_STEP.RUN_ID, PIPELINES_STEP.STATE)
        .fetch()
        .forEach(row ->
            counts
                .computeIfAbsent(row.value1(), _ -> new EnumMap<>(State.class))
                .put(State.valueOf(row.value2()), row.value3()));
    return counts;
  }

  /// The steps of a run, in running order.
  ///
  /// @param after how many come before
  public List<StepRun> steps(String runId, int after, int limit) {
    run(runId);
    return database.read(
        sql -> new StepRows(sql).page(runId, after, Math.clamp(limit, 0, PAGE_MAX)));
  }

  /// The step of a run that failed first.
  public Optional<StepRun> failed(String runId) {
    run(runId);
    return database.read(sql -> new StepRows(sql).failed(runId));
  }

  /// One step, or one run of a step with `each`.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND`
  public StepRun step(String runId, String step) {
    run(runId);
    return database
        .read(sql -> new StepRows(sql).one(runId, step))
        .orElseThrow(() ->
            dev.evenkeel.base.Problem.of(
                    dev.evenkeel.base.Problem.Kind.NOT_FOUND,
                    "run %s has no step `%s`"
                        .formatted(runId, dev.evenkeel.base.Names.abbreviate(step)),
                    "`evenkeel pipeline show %s` lists them".formatted(runId))
                .asException());
  }

  /// All attempts of a step, the first first.
  public List<Attempt> attempts(String runId, String step) {
    run(runId);
    return database.read(sql ->
        sql.selectFrom(PIPELINES_ATTEMPT)
            .where(PIPELINES_ATTEMPT.RUN_ID.eq(runId))
            .and(PIPELINES_ATTEMPT.STEP.eq(step))
            .orderBy(PIPELINES_ATTEMPT.ATTEMPT, PIPELINES_ATTEMPT.EPOCH)
            .limit(PAGE_MAX)
            .fetch()
            .map(row ->
                new Attempt(
                    row.getAttempt(),
                    row.getEpoch(),
                    row.getNode(),
                    State.valueOf(row.getState()),
                    row.getMessage(),
                    row.getStarted(),
                    Optional.ofNullable(row.getEnded()))));
  }

  /// What an attempt wrote.
  ///
  /// @param after the last part that was seen; 0 for none
  public List<LogPart> log(String runId, String step, int attempt, int after, int limit) {
    run(runId);
    return logs.parts(runId, step, attempt, after, Math.clamp(limit, 0, PAGE_MAX)).stream()
        .map(part -> new LogPart(part.part(), part.at(), part.lines()))
        .toList();
  }

  /// The last lines that a step wrote.
  public List<String> lastLines(String runId, String step, int attempt, int lines) {
    run(runId);
    List<String> all =
        logs.last(runId, step, attempt)
            .map(part -> part.lines().lines().toList())
            .orElse(List.of());
    return all.subList(Math.max(0, all.size() - lines), all.size());
  }

  /// What happened in a run.
  ///
  /// @param after the last event that was seen; 0 for none
  public List<Happened> events(String runId, long after, int limit) {
    run(runId);
    return database.read(sql ->
        sql.selectFrom(PIPELINES_EVENT)
            .where(PIPELINES_EVENT.RUN_ID.eq(runId))
            .and(PIPELINES_EVENT.ID.gt(after))
            .orderBy(PIPELINES_EVENT.ID)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch()
            .map(row ->
                new Happened(
                    row.getId(), row.getAt(), row.getStep(), row.getState(), row.getDetail())));
  }

  /// Which steps of a run wait for somebody.
  public List<Asked> asked(String runId) {
    run(runId);
    return database.read(sql ->
        sql.selectFrom(PIPELINES_APPROVAL)
            .where(PIPELINES_APPROVAL.RUN_ID.eq(runId))
            .and(PIPELINES_APPROVAL.STATE.eq(State.WAITING.name()))
            .orderBy(PIPELINES_APPROVAL.STEP)
            .limit(PAGE_MAX)
            .fetch()
            .map(row ->
                new Asked(
                    row.getStep(),
                    row.getRole(),
                    row.getAsked(),
                    Optional.ofNullable(row.getUntil()))));
  }
}
