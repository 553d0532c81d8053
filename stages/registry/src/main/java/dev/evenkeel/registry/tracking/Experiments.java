package dev.evenkeel.registry.tracking;

import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT;
import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT_TAG;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryExperimentRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Groups of runs. Problems are of kind `INPUT` for what a client may not say, `NOT_FOUND` for an
/// unknown experiment and `CONFLICT` for a name that is taken.
public final class Experiments {
  /// The experiment of runs that name none; every registry has it.
  public static final long DEFAULT = 0;

  private final Database database;
  private final Clock clock;
  private final AuditLog audit;

  public Experiments(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.audit = new AuditLog(database, clock);
  }

  /// The number that an id of the protocol stands for.
  public static long id(String id) {
    return Limits.experimentId(id);
  }

  /// Makes an experiment.
  ///
  /// @param name deleted experiments keep theirs
  /// @param location empty, or an address of the scheme `mlflow-artifacts` without a host; a label
  ///   only
  public Experiment create(String name, String location, List<KeyValue> tags) {
    Limits.experimentName(name);
    Limits.location(location);
    Limits.pairs("tags", tags, Limits.TAGS_AT_CREATION, Limits.EXPERIMENT_TAG_VALUE);
    return database.write(sql -> {
      long now = clock.now().toEpochMilli();
      int made =
          sql.insertInto(REGISTRY_EXPERIMENT)
              .set(REGISTRY_EXPERIMENT.NAME, name)
              .set(REGISTRY_EXPERIMENT.ARTIFACT_LOCATION, location)
              .set(REGISTRY_EXPERIMENT.STAGE, Stage.ACTIVE.name())
              .set(REGISTRY_EXPERIMENT.CREATED_MILLIS, now)
              .set(REGISTRY_EXPERIMENT.UPDATED_MILLIS, now)
              .set(REGISTRY_EXPERIMENT.PROJECT, ProjectScope.ofNew(sql))
              .onConflict(REGISTRY_EXPERIMENT.NAME)
              .doNothing()
              .execute();
      if (made == 0) {
        throw taken(name);
      }
      // Asked for by name: with SQLite, `returning` answers the row before when none was inserted.
      long id = idOf(sql, name).orElseThrow();
      Map<String, String> kept = KeyValue.lastOfEach(tags);
      kept.forEach((key, value) -> put(sql, id, key, value));
      return new Experiment(id, name, location, Stage.ACTIVE, now, now, kept);
    });
  }

  /// An experiment by its id, a deleted one too.
  public Optional<Experiment> find(long id) {
    return read(List.of(id)).stream().findFirst();
  }

  /// An experiment by its name, a deleted one too.
  public Optional<Experiment> named(String name) {
    Limits.experimentName(name);
    return database.read(sql -> idOf(sql, name)).flatMap(this::find);
  }

  private static Optional<Long> idOf(DSLContext sql, String name) {
    return sql.select(REGISTRY_EXPERIMENT.ID)
        .from(REGISTRY_EXPERIMENT)
        .where(REGISTRY_EXPERIMENT.NAME.eq(name))
        .fetchOptional(REGISTRY_EXPERIMENT.ID);
  }

  /// Experiments in the order of their ids, by two statements for each 500; what does not exist is
  /// left out.
  public List<Experiment> read(List<Long> ids) {
    return database.read(sql -> {
      List<Experiment> found = new ArrayList<>();
      Grouped.chunks(ids).forEach(chunk -> found.addAll(chunk(sql, chunk)));
      return Grouped.inOrder(ids, found, Experiment::id);
    });
  }

  private static List<Experiment> chunk(DSLContext sql, List<Long> ids) {
    Map<Long, Map<String, String>> tags =
        Grouped.texts(
            sql,
            REGISTRY_EXPERIMENT_TAG,
            REGISTRY_EXPERIMENT_TAG.EXPERIMENT_ID,
            REGISTRY_EXPERIMENT_TAG.EXPERIMENT_ID.in(ids),
            REGISTRY_EXPERIMENT_TAG.KEY,
            REGISTRY_EXPERIMENT_TAG.VALUE);
    return sql.selectFrom(REGISTRY_EXPERIMENT)
        .where(REGISTRY_EXPERIMENT.ID.in(ids))
        .and(ProjectScope.experiments())
        .fetch(row -> experiment(row, tags.getOrDefault(row.getId(), Map.of())));
  }

  private static Experiment experiment(RegistryExperimentRecord row, Map<String, String> tags) {
    return new Experiment(
        row.getId(),
        row.getName(),
        row.getArtifactLocation(),
        Stage.valueOf(row.getStage()),
        row.getCreatedMillis(),
        row.getUpdatedMillis(),
        tags);
  }

  /// Deletes an experiment and its runs, until it is restored. One that is deleted already is not
  /// found, as with MLflow.
  public void delete(long id) {
    move(id, Stage.ACTIVE, Stage.DELETED);
  }

  /// Takes a deletion back, for all of its runs too, as MLflow does.
  public void restore(long id) {
    move(id, Stage.DELETED, Stage.ACTIVE);
  }

  private void move(long id, Stage from, Stage to) {
    database.write(sql -> {
      Turn.ofExperiment(sql, id);
      demandEditor(sql, id);
      int moved =
          sql.update(REGISTRY_EXPERIMENT)
              .set(REGISTRY_EXPERIMENT.STAGE, to.name())
              .set(REGISTRY_EXPERIMENT.UPDATED_MILLIS, clock.now().toEpochMilli())
              .where(REGISTRY_EXPERIMENT.ID.eq(id))
              .and(REGISTRY_EXPERIMENT.STAGE.eq(from.name()))
              .execute();
      if (moved == 0) {
        throw unknown(id);
      }
      audit.appendIn(
          ProjectScope.ofAudit(sql, id),
          to == Stage.DELETED ? "experiment.deleted" : "experiment.restored",
          "experiment/" + id,
          Map.of("stage", from.name()),
          Map.of("stage", to.name()),
          "");
      return sql.update(REGISTRY_RUN)
          .set(REGISTRY_RUN.STAGE, to.name())
          .where(REGISTRY_RUN.EXPERIMENT_ID.eq(id))
          .execute();
    });
  }

  /// Gives an experiment another name.
  public void rename(long id, String name) {
    Limits.experimentName(name);
    database.write(sql -> {
      Turn.ofExperiment(sql, id);
      checkActive(sql, id);
      boolean isTaken =
          sql.fetchExists(
              REGISTRY_EXPERIMENT,
              REGISTRY_EXPERIMENT.NAME.eq(name).and(REGISTRY_EXPERIMENT.ID.ne(id)));
      if (isTaken) {
        throw taken(name);
      }
      return sql.update(REGISTRY_EXPERIMENT)
          .set(REGISTRY_EXPERIMENT.NAME, name)
          .set(REGISTRY_EXPERIMENT.UPDATED_MILLIS, clock.now().toEpochMilli())
          .where(REGISTRY_EXPERIMENT.ID.eq(id))
          .execute();
    });
  }

  /// Sets a tag.
  public void tag(long id, String key, String value) {
    Limits.key("key", key);
    Limits.text("value", value, Limits.EXPERIMENT_TAG_VALUE);
    database.write(sql -> {
      Turn.within(sql, id);
      checkActive(sql, id);
      return put(sql, id, key, value);
    });
  }

  private static int put(DSLContext sql, long id, String key, String value) {
    return sql.insertInto(REGISTRY_EXPERIMENT_TAG)
        .set(REGISTRY_EXPERIMENT_TAG.EXPERIMENT_ID, id)
        .set(REGISTRY_EXPERIMENT_TAG.KEY, key)
        .set(REGISTRY_EXPERIMENT_TAG.VALUE, value)
        .onConflict(REGISTRY_EXPERIMENT_TAG.EXPERIMENT_ID, REGISTRY_EXPERIMENT_TAG.KEY)
        .doUpdate()
        .set(REGISTRY_EXPERIMENT_TAG.VALUE, DSL.excluded(REGISTRY_EXPERIMENT_TAG.VALUE))
        .execute();
  }

  /// Removes a tag; one that is not there is not found.
  public void untag(long id, String key) {
    Limits.key("key", key);
    database.write(sql -> {
      Turn.within(sql, id);
      checkActive(sql, id);
      int removed =
          sql.deleteFrom(REGISTRY_EXPERIMENT_TAG)
              .where(REGISTRY_EXPERIMENT_TAG.EXPERIMENT_ID.eq(id))
              .and(REGISTRY_EXPERIMENT_TAG.KEY.eq(key))
              .execute();
      if (removed == 0) {
        throw missing("No tag with name: %s in experiment with id %d".formatted(key, id));
      }
      return removed;
    });
  }

  /// Refuses an experiment that is deleted or not there. Call it within the writer's transaction,
  /// in its turn.
  static void checkActive(DSLContext sql, long id) {
    demandEditor(sql, id);
    String stage =
        sql.select(REGISTRY_EXPERIMENT.STAGE)
            .from(REGISTRY_EXPERIMENT)
            .where(REGISTRY_EXPERIMENT.ID.eq(id))
            .fetchOptional(REGISTRY_EXPERIMENT.STAGE)
            .orElseThrow(() -> unknown(id));
    if (!stage.equals(Stage.ACTIVE.name())) {
      throw Limits.refused(
          "The experiment %d must be in the 'active' state. Current state is deleted".formatted(id),
          "");
    }
  }

  private static void demandEditor(DSLContext sql, long id) {
    ProjectScope.demandExperiment(sql, id, Role.EDITOR, () -> unknown(id));
  }

  private static RuntimeException unknown(long id) {
    return missing("No Experiment with id=%d exists".formatted(id));
  }

  static RuntimeException missing(String what) {
    return Problem.of(Problem.Kind.NOT_FOUND, what, "").asException();
  }

  private static RuntimeException taken(String name) {
    return Problem.of(
            Problem.Kind.CONFLICT,
            "Experiment(name=%s) already exists".formatted(Names.abbreviate(name)),
            "choose another name, or restore it if it is deleted")
        .asException();
  }
}
