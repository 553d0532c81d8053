package dev.evenkeel.pipelines;

import static dev.evenkeel.store.schema.Tables.PIPELINES_PIPELINE;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.PipelineFile;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.ProjectSight;
import dev.evenkeel.store.schema.tables.records.PipelinesPipelineRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;

/// The pipelines that a server keeps under their names, so that they can be started by name, by
/// schedules and by triggers. A run pins the definition that was deployed when it began.
public final class DeployedPipelines {
  private static final int PAGE_MAX = 1_000;

  private final Database database;
  private final PipelineRuns runs;
  private final AuditLog audit;
  private final Clock clock;
  private final Listener listener;

  /// @param listener starts runs by what a pipeline declares
  public DeployedPipelines(
      Database database, PipelineRuns runs, AuditLog audit, Clock clock, Listener listener) {
    this.database = database;
    this.runs = runs;
    this.audit = audit;
    this.clock = clock;
    this.listener = listener;
  }

  /// Is told of what is deployed, in the same transaction.
  public interface Listener {
    /// The pipeline's row is there.
    void deployed(DSLContext sql, String project, Pipeline pipeline);

    /// The pipeline's row is gone.
    void removed(DSLContext sql, String project, String pipeline);

    /// Starts nothing.
    Listener NONE =
        new Listener() {
          @Override
          public void deployed(DSLContext sql, String project, Pipeline pipeline) {
            // Nothing starts by itself.
          }

          @Override
          public void removed(DSLContext sql, String project, String pipeline) {
            // Nothing was to be started.
          }
        };
  }

  /// A pipeline that is deployed.
  ///
  /// @param digest of its definition
  /// @param paused nothing starts it by itself
  /// @param next when its schedule starts it next
  public record Deployed(
      String name,
      String digest,
      Instant deployed,
      String deployedBy,
      boolean paused,
      Optional<Instant> last,
      Optional<Instant> next) {}

  /// Keeps a pipeline under its name, in place of the one that was there. An equal one again
  /// changes nothing.
  ///
  /// @throws ProblemException as [PipelineRuns#check] throws; `FORBIDDEN` for whoever is no editor
  public Deployed deploy(PipelineFile file) {
    runs.check(file);
    Pipeline pipeline = file.pipeline();
    String project = project();
    return database.write(sql -> {
      Optional<Deployed> before = find(sql, project, pipeline.name());
      if (before.isPresent() && before.get().digest().equals(pipeline.digest())) {
        return before.get();
      }
      runs.keep(sql, pipeline);
      String who = Acting.now().who().name();
      sql.insertInto(PIPELINES_PIPELINE)
          .set(PIPELINES_PIPELINE.PROJECT, project)
          .set(PIPELINES_PIPELINE.NAME, pipeline.name())
          .set(PIPELINES_PIPELINE.DIGEST, pipeline.digest())
          .set(PIPELINES_PIPELINE.DEPLOYED, clock.now())
          .set(PIPELINES_PIPELINE.DEPLOYED_BY, who)
          .set(PIPELINES_PIPELINE.PAUSED, 0)
          .onConflict(PIPELINES_PIPELINE.PROJECT, PIPELINES_PIPELINE.NAME)
          .doUpdate()
          .set(PIPELINES_PIPELINE.DIGEST, pipeline.digest())
          .set(PIPELINES_PIPELINE.DEPLOYED, clock.now())
          .set(PIPELINES_PIPELINE.DEPLOYED_BY, who)
          .execute();
      listener.deployed(sql, project, pipeline);
      audit.append(
          "pipeline.deploy",
          subject(pipeline.name()),
          before.<Map<String, ?>>map(old -> Map.of("digest", old.digest())).orElse(Map.of()),
          Map.of("digest", pipeline.digest()),
          "");
      return find(sql, project, pipeline.name()).orElseThrow();
    });
  }

  /// One by its name, in the project of whoever acts.
  ///
  /// @throws ProblemException of kind `NOT_FOUND` with the nearest name
  public Deployed demand(String name) {
    String project = Acting.now().project();
    return database.read(sql -> find(sql, project, name).orElseThrow(() -> unknown(sql, name)));
  }

  /// The definition of one.
  public Pipeline definition(Deployed deployed) {
    return runs.definition(deployed.digest());
  }

  /// All of the project, by their names.
  ///
  /// @param after the last name of the page before; empty for the first page
  public List<Deployed> list(String after, int limit) {
    return database.read(sql ->
        sql.selectFrom(PIPELINES_PIPELINE)
            .where(PIPELINES_PIPELINE.PROJECT.eq(Acting.now().project()))
            .and(ProjectSight.seen(PIPELINES_PIPELINE.PROJECT))
            .and(PIPELINES_PIPELINE.NAME.gt(after))
            .orderBy(PIPELINES_PIPELINE.NAME)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch()
            .map(DeployedPipelines::deployed));
  }

  /// Lets nothing start it by itself, until it is resumed.
  public Deployed pause(String name) {
    return setPaused(name, 1, "pipeline.pause");
  }

  /// Lets schedules and triggers start it again.
  public Deployed resume(String name) {
    return setPaused(name, 0, "pipeline.resume");
  }

  private Deployed setPaused(String name, int paused, String action) {
    String project = project();
    return database.write(sql -> {
      Deployed before = find(sql, project, name).orElseThrow(() -> unknown(sql, name));
      sql.update(PIPELINES_PIPELINE)
          .set(PIPELINES_PIPELINE.PAUSED, paused)
          .where(is(project, name))
          .execute();
      audit.append(
          action,
          subject(name),
          Map.of("paused", before.paused()),
          Map.of("paused", paused != 0),
          "");
      return find(sql, project, name).orElseThrow();
    });
  }

  /// Keeps it no more; its runs stay.
  public void remove(String name) {
    String project = project();
    database.write(sql -> {
      Deployed before = find(sql, project, name).orElseThrow(() -> unknown(sql, name));
      sql.deleteFrom(PIPELINES_PIPELINE).where(is(project, name)).execute();
      listener.removed(sql, project, name);
      audit.append(
          "pipeline.remove", subject(name), Map.of("digest", before.digest()), Map.of(), "");
      return true;
    });
  }

  private static String subject(String name) {
    return "pipeline:" + name;
  }

  private static String project() {
    String project = Acting.now().project();
    ProjectSight.demand(project, Role.EDITOR);
    return project;
  }

  private static Condition is(String project, String name) {
    return PIPELINES_PIPELINE.PROJECT.eq(project).and(PIPELINES_PIPELINE.NAME.eq(name));
  }

  private static Optional<Deployed> find(DSLContext sql, String project, String name) {
    return sql.selectFrom(PIPELINES_PIPELINE)
        .where(is(project, name))
        .and(ProjectSight.seen(PIPELINES_PIPELINE.PROJECT))
        .fetchOptional()
        .map(DeployedPipelines::deployed);
  }

  private static ProblemException unknown(DSLContext sql, String name) {
    List<String> names =
        sql.select(PIPELINES_PIPELINE.NAME)
            .from(PIPELINES_PIPELINE)
            .where(PIPELINES_PIPELINE.PROJECT.eq(Acting.now().project()))
            .and(ProjectSight.seen(PIPELINES_PIPELINE.PROJECT))
            .limit(PAGE_MAX)
            .fetch(PIPELINES_PIPELINE.NAME);
    String near = Names.nearest(name, names);
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "pipeline `%s` is not deployed".formatted(Names.abbreviate(name)),
            near.isEmpty()
                ? "`evenkeel pipeline deploy FILE` deploys one"
                : "did you mean `%s`?".formatted(near))
        .asException();
  }

  private static Deployed deployed(PipelinesPipelineRecord row) {
    return new Deployed(
        row.getName(),
        row.getDigest(),
        row.getDeployed(),
        row.getDeployedBy(),
        row.getPaused() != 0,
        Optional.ofNullable(row.getLastFired()),
        Optional.ofNullable(row.getNextDue()));
  }
}
