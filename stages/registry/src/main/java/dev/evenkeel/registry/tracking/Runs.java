package dev.evenkeel.registry.tracking;

import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;

/// Runs of experiments, and what they log. Problems are of kind `INPUT` for what a client may not
/// say, as to write to a deleted run, and `NOT_FOUND` for an unknown run.
public final class Runs {
  /// The most points of one page of a history.
  public static final int HISTORY_MAX = 25_000;

  private final Database database;
  private final Clock clock;
  private final AuditLog audit;

  public Runs(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.audit = new AuditLog(database, clock);
  }

  /// Begins a run, in an experiment that is not deleted.
  public Run start(NewRun asked) {
    Limits.user(asked.user());
    Limits.text("run_name", asked.name(), Limits.TAG_VALUE);
    Limits.pairs("tags", asked.tags(), Limits.TAGS_AT_CREATION, Limits.TAG_VALUE);
    long start = asked.startMillis().orElseGet(() -> clock.now().toEpochMilli());
    Limits.millis("start_time", start);
    Map<String, String> tags = new LinkedHashMap<>(KeyValue.lastOfEach(asked.tags()));
    String name = name(asked.name(), tags.getOrDefault(RunRows.RUN_NAME, ""));
    tags.put(RunRows.RUN_NAME, name);
    RunInfo run =
        new RunInfo(
            Fresh.runId(),
            asked.experimentId(),
            name,
            Acting.personOr(asked.user()),
            RunStatus.RUNNING,
            Stage.ACTIVE,
            start,
            OptionalLong.empty());
    return database.write(sql -> {
      Turn.within(sql, run.experimentId());
      Experiments.checkActive(sql, run.experimentId());
      RunRows.insert(sql, run);
      RunRows.tag(sql, run.id(), tags);
      return new Run(run, List.of(), Map.of(), tags, List.of(), List.of(), List.of());
    });
  }

  private static String name(String asked, String tag) {
    if (!asked.isEmpty() && !tag.isEmpty() && !asked.equals(tag)) {
      throw Limits.refused(
          ("Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different"
                  + " values (run_name='%s', mlflow.runName='%s')")
              .formatted(Names.abbreviate(asked), Names.abbreviate(tag)),
          "one of them, or both the same");
    }
    String name = asked.isEmpty() ? tag : asked;
    return name.isEmpty() ? Fresh.name() : name;
  }

  /// A run, a deleted one too.
  public Optional<Run> find(String id) {
    return read(List.of(id)).stream().findFirst();
  }

  /// Whole runs in the order of their ids; what does not exist is left out.
  public List<Run> read(List<String> ids) {
    ids.forEach(id -> Limits.id("run_id", id));
    return database.read(sql -> {
      List<Run> found = new ArrayList<>();
      Grouped.chunks(ids).forEach(chunk -> found.addAll(WholeRuns.of(sql, chunk)));
      return found;
    });
  }

  /// Says how far a run is, and what it is called; what is empty stays.
  public RunInfo update(
      String id, Optional<RunStatus> status, OptionalLong endMillis, Optional<String> name) {
    name.ifPresent(given -> Limits.text("run_name", given, Limits.TAG_VALUE));
    endMillis.ifPresent(end -> Limits.millis("end_time", end));
    return write(
        id,
        (sql, run) -> {
          RunInfo updated =
              new RunInfo(
                  id,
                  run.experimentId(),
                  name.filter(given -> !given.isEmpty()).orElse(run.name()),
                  run.user(),
                  status.orElse(run.status()),
                  run.stage(),
                  run.startMillis(),
                  endMillis.isPresent() ? endMillis : run.endMillis());
          sql.update(REGISTRY_RUN)
              .set(REGISTRY_RUN.STATUS, updated.status().name())
              .set(
                  REGISTRY_RUN.END_MILLIS,
                  updated.endMillis().isPresent() ? updated.endMillis().getAsLong() : null)
              .where(REGISTRY_RUN.ID.eq(id))
              .execute();
          if (!updated.name().equals(run.name())) {
            RunRows.tag(sql, id, Map.of(RunRows.RUN_NAME, updated.name()));
          }
          return updated;
        });
  }

  /// Deletes a run until it is restored; again is nothing new.
  public void delete(String id) {
    move(id, Stage.DELETED);
  }

  /// Takes a deletion back; again is nothing new.
  public void restore(String id) {
    move(id, Stage.ACTIVE);
  }

  private void move(String id, Stage to) {
    Limits.id("run_id", id);
    database.write(sql -> {
      Turn.ofRun(sql, id);
      RunInfo run = WholeRuns.info(sql, id).orElseThrow(() -> unknown(id));
      demandEditor(sql, run);
      int moved =
          sql.update(REGISTRY_RUN)
              .set(REGISTRY_RUN.STAGE, to.name())
              .where(REGISTRY_RUN.ID.eq(id))
              .and(REGISTRY_RUN.STAGE.ne(to.name()))
              .execute();
      if (moved > 0) {
        audit.appendIn(
            ProjectScope.ofAudit(sql, run.experimentId()),
            to == Stage.DELETED ? "run.deleted" : "run.restored",
            "run/" + id,
            Map.of(),
            Map.of("stage", to.name()),
            "");
      } else if (!sql.fetchExists(REGISTRY_RUN, REGISTRY_RUN.ID.eq(id))) {
        throw unknown(id);
      }
      return moved;
    });
  }

  /// Logs metrics, parameters and tags, all or nothing. A point or a parameter that the run has
  /// already is nothing new; another value of a parameter is refused. The latest point of a metric
  /// is that of the greatest step, time and value, in this order.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` also for an unknown logged
  ///   model
  public void log(String id, Batch batch) {
    Limits.batch(batch);
    Map<String, String> tags = new LinkedHashMap<>(KeyValue.lastOfEach(batch.tags()));
    // A run has a name; MLflow takes an empty one for none, too.
    tags.remove(RunRows.RUN_NAME, "");
    write(
        id,
        (sql, run) -> {
          RunRows.addParams(sql, id, batch.params());
          Points.add(sql, id, batch.metrics());
          RunRows.tag(sql, id, tags);
          return run;
        });
  }

  /// Sets a tag to what it makes of its present value.
  ///
  /// @param change of empty text when the run has no such tag
  public void changeTag(String id, String key, UnaryOperator<String> change) {
    Limits.key("key", key);
    write(
        id,
        (sql, _) -> {
          String value = KeyValue.cut(change.apply(tag(sql, id, key).orElse("")), Limits.TAG_VALUE);
          RunRows.tag(sql, id, Map.of(key, value));
          return value;
        });
  }

  private static Optional<String> tag(DSLContext sql, String id, String key) {
    return sql.select(REGISTRY_RUN_TAG.VALUE)
        .from(REGISTRY_RUN_TAG)
        .where(REGISTRY_RUN_TAG.RUN_ID.eq(id))
        .and(REGISTRY_RUN_TAG.KEY.eq(key))
        .fetchOptional(REGISTRY_RUN_TAG.VALUE);
  }

  /// Removes a tag; one that is not there is not found.
  public void untag(String id, String key) {
    Limits.key("key", key);
    write(
        id,
        (sql, _) -> {
          int removed =
              sql.deleteFrom(REGISTRY_RUN_TAG)
                  .where(REGISTRY_RUN_TAG.RUN_ID.eq(id))
                  .and(REGISTRY_RUN_TAG.KEY.eq(key))
                  .execute();
          if (removed == 0) {
            throw Experiments.missing("No tag with name: %s in run with id %s".formatted(key, id));
          }
          return removed;
        });
  }

  /// Says what a run took in.
  ///
  /// @param models ids of logged models, which may be those of another server
  public void addInputs(String id, List<DatasetInput> datasets, List<String> models) {
    Limits.count("datasets", datasets.size(), Limits.DATASETS);
    for (int index = 0; index < datasets.size(); index++) {
      Limits.input("datasets[%d]".formatted(index), datasets.get(index));
    }
    checkModels(models);
    write(
        id,
        (sql, run) -> {
          Inputs.add(sql, run, datasets);
          Inputs.addModels(
              sql,
              id,
              Inputs.INPUT,
              models.stream().map(model -> new ModelOutput(model, 0)).toList());
          return run;
        });
  }

  /// Says which models a run brought out.
  public void addOutputs(String id, List<ModelOutput> models) {
    checkModels(models.stream().map(ModelOutput::modelId).toList());
    write(
        id,
        (sql, run) -> {
          Inputs.addModels(sql, id, Inputs.OUTPUT, models);
          return run;
        });
  }

  private static void checkModels(List<String> models) {
    Limits.count("models", models.size(), Limits.MODELS);
    models.forEach(model -> Limits.id("model_id", model));
  }

  /// Points of a run's metric, in the order of time, step and value.
  ///
  /// @param isLast whether no points follow
  public record History(List<Metric> points, boolean isLast) {
    public History {
      points = List.copyOf(points);
    }
  }

  /// A page of a run's metric; an empty one for an unknown run.
  ///
  /// @param after the last point of the page before
  /// @param limit from 1 to [#HISTORY_MAX]
  public History history(String id, String key, Optional<Metric> after, int limit) {
    Limits.id("run_id", id);
    Limits.key("metric_key", key);
    int rows = Math.clamp(limit, 1, HISTORY_MAX);
    List<Metric> found = database.read(sql -> Points.history(sql, id, key, after, rows + 1));
    return new History(found.subList(0, Math.min(rows, found.size())), found.size() <= rows);
  }

  /// Writes to a run that is not deleted, in its turn.
  private <T> T write(String id, BiFunction<DSLContext, RunInfo, T> work) {
    Limits.id("run_id", id);
    return database.write(sql -> {
      Turn.ofRun(sql, id);
      RunInfo run = WholeRuns.info(sql, id).orElseThrow(() -> unknown(id));
      demandEditor(sql, run);
      if (run.stage() != Stage.ACTIVE) {
        throw Limits.refused(
            "The run %s must be in the 'active' state. Current state is deleted".formatted(id), "");
      }
      return work.apply(sql, run);
    });
  }

  private static void demandEditor(DSLContext sql, RunInfo run) {
    ProjectScope.demandExperiment(sql, run.experimentId(), Role.EDITOR, () -> unknown(run.id()));
  }

  private static RuntimeException unknown(String id) {
    return Experiments.missing("Run with id=%s not found".formatted(Names.abbreviate(id)));
  }
}
