package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_BACKFILL;
import static dev.evenkeel.store.schema.Tables.PIPELINES_FIRING;
import static dev.evenkeel.store.schema.Tables.PIPELINES_PIPELINE;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.pipelines.definition.Parameter;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineFile;
import dev.evenkeel.pipelines.definition.Stretches;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.WorkQueue;
import dev.evenkeel.store.schema.tables.records.PipelinesFiringRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.type.TypeReference;

/// Starts a run for each firing: a row that is written with what happened, in one transaction, and
/// a turn of the queue that starts the run and says so in the row, in another. So a crash between
/// the two loses nothing, and a second turn finds nothing to do. A run that cannot be started fails
/// nobody else: its row says why.
final class Firings {
  private static final Logger LOG = LoggerFactory.getLogger(Firings.class);
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final Duration KEPT = Duration.ofDays(90);
  private static final Duration OVERDUE = Duration.ofSeconds(30);
  private static final int SWEPT_MAX = 1_000;
  private static final int MESSAGE_CHARS_MAX = 1_000;

  private final Database database;
  private final WorkQueue queue;
  private final Clock clock;
  private final PipelineRuns runs;
  private final Definitions definitions = new Definitions();

  /// @param queue not yet started
  Firings(Database database, WorkQueue queue, Clock clock, PipelineRuns runs) {
    this.database = database;
    this.queue = queue;
    this.clock = clock;
    this.runs = runs;
    queue.register(FiringRows.WORK, this::fire);
  }

  Pipeline definition(DSLContext sql, String digest) {
    return definitions.of(sql, digest);
  }

  /// The digest of what is deployed under a name.
  static Optional<String> deployed(DSLContext sql, String project, String pipeline) {
    return sql.select(PIPELINES_PIPELINE.DIGEST)
        .from(PIPELINES_PIPELINE)
        .where(PIPELINES_PIPELINE.PROJECT.eq(project))
        .and(PIPELINES_PIPELINE.NAME.eq(pipeline))
        .fetchOptional(PIPELINES_PIPELINE.DIGEST);
  }

  /// One turn of the queue.
  private void fire(String id) {
    try {
      database.write(sql -> start(sql, id));
    } catch (ProblemException e) {
      if (StepWork.isWorthAnother(e.problem().kind())) {
        throw e;
      }
      LOG.warn("A pipeline is not started: {}", e.problem().sentence());
      database.write(sql -> end(sql, id, Firing.REFUSED, e.problem().toString()));
    }
  }

  private boolean start(DSLContext sql, String id) {
    // Whoever changes the row first keeps others waiting until its run is there.
    int mine =
        sql.update(PIPELINES_FIRING)
            .set(PIPELINES_FIRING.STATE, Firing.STARTED)
            .where(PIPELINES_FIRING.ID.eq(id))
            .and(PIPELINES_FIRING.STATE.eq(Firing.WAITING))
            .execute();
    if (mine == 0) {
      return false;
    }
    PipelinesFiringRecord row =
        sql.selectFrom(PIPELINES_FIRING).where(PIPELINES_FIRING.ID.eq(id)).fetchSingle();
    RunRequest request = request(sql, row);
    PipelineRun run = ProjectSight.workingFor(row.getProject()).get(() -> runs.start(request));
    row.setRunId(run.id());
    row.store();
    return true;
  }

  private RunRequest request(DSLContext sql, PipelinesFiringRecord row) {
    var backfill =
        Optional.ofNullable(row.getBackfill())
            .map(id ->
                sql.selectFrom(PIPELINES_BACKFILL)
                    .where(PIPELINES_BACKFILL.ID.eq(id))
                    .fetchSingle());
    String digest =
        backfill
            .map(rule -> rule.getDefinitionDigest())
            .or(() -> deployed(sql, row.getProject(), row.getPipeline()))
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "pipeline `%s` is deployed no more".formatted(row.getPipeline()),
                        "")
                    .asException());
    Pipeline pipeline = definitions.of(sql, digest);
    Optional<Stretches> stretches = Stretches.of(pipeline);
    Optional<LocalDate> part =
        stretches.map(all ->
            Optional.ofNullable(row.getPart())
                .map(day -> all.beginOf(LocalDate.parse(day)))
                .orElseGet(() -> all.endedBefore(clock.now())));
    Map<String, String> given = given(pipeline, Json.read(row.getFacts(), TEXTS));
    part.ifPresent(begin ->
        given.put(stretches.orElseThrow().parameter(), stretches.orElseThrow().value(begin)));
    return new RunRequest(
        PipelineFile.of(pipeline),
        "",
        row.getCause(),
        given,
        part.map(LocalDate::toString),
        backfill.map(rule -> "backfill/" + rule.getId()).orElse(""),
        backfill.map(rule -> rule.getParallel()).orElse(0));
  }

  /// A pipeline is given what it declares; one that declares nothing takes any.
  private static Map<String, String> given(Pipeline pipeline, Map<String, String> facts) {
    Map<String, String> given = new TreeMap<>(facts);
    if (!pipeline.parameters().isEmpty()) {
      given.keySet().retainAll(pipeline.parameters().stream().map(Parameter::name).toList());
    }
    return given;
  }

  private static boolean end(DSLContext sql, String id, String state, String message) {
    return sql.update(PIPELINES_FIRING)
            .set(PIPELINES_FIRING.STATE, state)
            .set(
                PIPELINES_FIRING.MESSAGE,
                message.substring(0, Math.min(message.length(), MESSAGE_CHARS_MAX)))
            .where(PIPELINES_FIRING.ID.eq(id))
            .and(PIPELINES_FIRING.STATE.eq(Firing.WAITING))
            .execute()
        == 1;
  }

  /// Starts nothing any more of what waits for a pipeline that is deployed no more.
  void cancel(DSLContext sql, String project, String pipeline) {
    sql.update(PIPELINES_FIRING)
        .set(PIPELINES_FIRING.STATE, Firing.CANCELLED)
        .where(PIPELINES_FIRING.PROJECT.eq(project))
        .and(PIPELINES_FIRING.PIPELINE.eq(pipeline))
        .and(PIPELINES_FIRING.STATE.eq(Firing.WAITING))
        .execute();
  }

  /// Hands what waits for long to the queue once more, and forgets what is long past.
  void sweep() {
    List<String> overdue =
        database.read(sql ->
            sql.select(PIPELINES_FIRING.ID)
                .from(PIPELINES_FIRING)
                .where(PIPELINES_FIRING.STATE.eq(Firing.WAITING))
                .and(PIPELINES_FIRING.AT.lt(Instant.now().minus(OVERDUE)))
                .orderBy(PIPELINES_FIRING.AT)
                .limit(SWEPT_MAX)
                .fetch(PIPELINES_FIRING.ID));
    overdue.forEach(id -> queue.enqueue(FiringRows.WORK, id));
    database.write(sql ->
        sql.deleteFrom(PIPELINES_FIRING)
            .where(PIPELINES_FIRING.STATE.in(Firing.STARTED, Firing.REFUSED, Firing.CANCELLED))
            .and(PIPELINES_FIRING.AT.lt(Instant.now().minus(KEPT)))
            .execute());
  }
}
