package dev.evenkeel.registry.tracking;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_TAG;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryLoggedModelMetricRecord;
import dev.evenkeel.store.schema.tables.records.RegistryLoggedModelRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Models that runs logged. Problems are of kind `INPUT` for what a client may not say and
/// `NOT_FOUND` for an unknown model.
public final class LoggedModels {
  private final Database database;
  private final Clock clock;

  public LoggedModels(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Makes a logged model, in an experiment that is not deleted; its files are to follow.
  public LoggedModel create(NewModel asked) {
    asked.name().ifPresent(Limits::modelName);
    Limits.modelType(asked.type());
    asked.sourceRun().ifPresent(run -> Limits.id("source_run_id", run));
    Limits.pairs("params", asked.params(), Limits.PARAMS, Limits.PARAM_VALUE);
    Limits.pairs("tags", asked.tags(), Limits.TAGS_AT_CREATION, Limits.TAG_VALUE);
    long now = clock.now().toEpochMilli();
    LoggedModel model =
        new LoggedModel(
            Fresh.modelId(),
            asked.experimentId(),
            asked.name().orElseGet(Fresh::name),
            asked.type(),
            asked.sourceRun(),
            LoggedModel.Status.PENDING,
            "",
            now,
            now,
            params(asked.params()),
            KeyValue.lastOfEach(asked.tags()),
            List.of());
    return database.write(sql -> {
      Turn.within(sql, model.experimentId());
      Experiments.checkActive(sql, model.experimentId());
      insert(sql, model);
      model.params().forEach((key, value) -> putParam(sql, model.id(), key, value));
      model.tags().forEach((key, value) -> putTag(sql, model.id(), key, value));
      return model;
    });
  }

  private static Map<String, String> params(List<KeyValue> params) {
    Map<String, String> distinct = new LinkedHashMap<>();
    for (KeyValue param : params) {
      Params.added(List.of(param), distinct, "a new model");
      distinct.put(param.key(), param.value());
    }
    return distinct;
  }

  private static void insert(DSLContext sql, LoggedModel model) {
    sql.insertInto(REGISTRY_LOGGED_MODEL)
        .set(REGISTRY_LOGGED_MODEL.ID, model.id())
        .set(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID, model.experimentId())
        .set(REGISTRY_LOGGED_MODEL.NAME, model.name())
        .set(REGISTRY_LOGGED_MODEL.MODEL_TYPE, model.type())
        .set(REGISTRY_LOGGED_MODEL.SOURCE_RUN_ID, model.sourceRun().orElse(null))
        .set(REGISTRY_LOGGED_MODEL.STATUS, model.status().name())
        .set(REGISTRY_LOGGED_MODEL.STATUS_MESSAGE, model.statusMessage())
        .set(REGISTRY_LOGGED_MODEL.IS_DELETED, false)
        .set(REGISTRY_LOGGED_MODEL.CREATED_MILLIS, model.createdMillis())
        .set(REGISTRY_LOGGED_MODEL.UPDATED_MILLIS, model.updatedMillis())
        .execute();
  }

  /// A logged model that is not deleted.
  public Optional<LoggedModel> find(String id) {
    Limits.id("model_id", id);
    return database.read(sql -> {
      boolean isThere =
          sql.fetchExists(
              REGISTRY_LOGGED_MODEL,
              REGISTRY_LOGGED_MODEL.ID.eq(id).and(REGISTRY_LOGGED_MODEL.IS_DELETED.eq(false)));
      return isThere ? models(sql, List.of(id)).stream().findFirst() : Optional.empty();
    });
  }

  /// A logged model, a deleted one too.
  public Optional<LoggedModel> findEvenDeleted(String id) {
    return read(List.of(id)).stream().findFirst();
  }

  /// Logged models in the order of their ids, deleted ones too, by four statements for each 500;
  /// what does not exist is left out.
  public List<LoggedModel> read(List<String> ids) {
    ids.forEach(id -> Limits.id("model_id", id));
    return database.read(sql -> {
      List<LoggedModel> found = new ArrayList<>();
      Grouped.chunks(ids).forEach(chunk -> found.addAll(models(sql, chunk)));
      return Grouped.inOrder(ids, found, LoggedModel::id);
    });
  }

  /// Says whether the model's files are there.
  public LoggedModel finish(String id, LoggedModel.Status status) {
    return write(
        id,
        sql -> {
          sql.update(REGISTRY_LOGGED_MODEL)
              .set(REGISTRY_LOGGED_MODEL.STATUS, status.name())
              .set(REGISTRY_LOGGED_MODEL.UPDATED_MILLIS, clock.now().toEpochMilli())
              .where(REGISTRY_LOGGED_MODEL.ID.eq(id))
              .execute();
          return models(sql, List.of(id)).getFirst();
        });
  }

  /// Deletes a model; again is nothing new.
  public void delete(String id) {
    write(
        id,
        sql ->
            sql.update(REGISTRY_LOGGED_MODEL)
                .set(REGISTRY_LOGGED_MODEL.IS_DELETED, true)
                .set(REGISTRY_LOGGED_MODEL.UPDATED_MILLIS, clock.now().toEpochMilli())
                .where(REGISTRY_LOGGED_MODEL.ID.eq(id))
                .execute());
  }

  /// Adds parameters; one that the model has must have the same value.
  ///
  /// @param params at most 100
  public void addParams(String id, List<KeyValue> params) {
    Limits.pairs("params", params, Limits.PARAMS, Integer.MAX_VALUE);
    Map<String, String> distinct = params(KeyValue.cut(params, Limits.PARAM_VALUE));
    write(
        id,
        sql -> {
          Map<String, String> present =
              sql.selectFrom(REGISTRY_LOGGED_MODEL_PARAM)
                  .where(REGISTRY_LOGGED_MODEL_PARAM.MODEL_ID.eq(id))
                  .and(REGISTRY_LOGGED_MODEL_PARAM.KEY.in(distinct.keySet()))
                  .fetchMap(REGISTRY_LOGGED_MODEL_PARAM.KEY, REGISTRY_LOGGED_MODEL_PARAM.VALUE);
          List<KeyValue> asked =
              distinct.entrySet().stream()
                  .map(each -> new KeyValue(each.getKey(), each.getValue()))
                  .toList();
          List<KeyValue> added = Params.added(asked, present, "model ID='%s'".formatted(id));
          added.forEach(param -> putParam(sql, id, param.key(), param.value()));
          return added.size();
        });
  }

  /// Sets tags.
  ///
  /// @param tags at most 1,000
  public void tag(String id, List<KeyValue> tags) {
    Limits.pairs("tags", tags, Limits.TAGS_AT_CREATION, Integer.MAX_VALUE);
    Map<String, String> distinct = KeyValue.lastOfEach(KeyValue.cut(tags, Limits.TAG_VALUE));
    write(
        id,
        sql -> {
          distinct.forEach((key, value) -> putTag(sql, id, key, value));
          return distinct.size();
        });
  }

  /// Sets a tag to what it makes of its present value.
  ///
  /// @param change of empty text when the model has no such tag
  public void changeTag(String id, String key, UnaryOperator<String> change) {
    write(
        id,
        sql -> {
          String present =
              sql.select(REGISTRY_LOGGED_MODEL_TAG.VALUE)
                  .from(REGISTRY_LOGGED_MODEL_TAG)
                  .where(REGISTRY_LOGGED_MODEL_TAG.MODEL_ID.eq(id))
                  .and(REGISTRY_LOGGED_MODEL_TAG.KEY.eq(key))
                  .fetchOptional(REGISTRY_LOGGED_MODEL_TAG.VALUE)
                  .orElse("");
          String changed = KeyValue.cut(change.apply(present), Limits.TAG_VALUE);
          putTag(sql, id, key, changed);
          return changed;
        });
  }

  /// Removes a tag; one that is not there is not found.
  public void untag(String id, String key) {
    Limits.key("tag_key", key);
    write(
        id,
        sql -> {
          int removed =
              sql.deleteFrom(REGISTRY_LOGGED_MODEL_TAG)
                  .where(REGISTRY_LOGGED_MODEL_TAG.MODEL_ID.eq(id))
                  .and(REGISTRY_LOGGED_MODEL_TAG.KEY.eq(key))
                  .execute();
          if (removed == 0) {
            throw Experiments.missing(
                "No tag with key '%s' found for model with ID '%s'".formatted(key, id));
          }
          return removed;
        });
  }

  private <T> T write(String id, Function<DSLContext, T> work) {
    Limits.id("model_id", id);
    return database.write(sql -> {
      Turn.ofModel(sql, id);
      demandEditor(sql, id);
      return work.apply(sql);
    });
  }

  private static void demandEditor(DSLContext sql, String id) {
    long experiment =
        sql.select(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID)
            .from(REGISTRY_LOGGED_MODEL)
            .where(REGISTRY_LOGGED_MODEL.ID.eq(id))
            .fetchOptional(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID)
            .orElseThrow(() -> unknown(id));
    ProjectScope.demandExperiment(sql, experiment, Role.EDITOR, () -> unknown(id));
  }

  static RuntimeException unknown(String id) {
    return Experiments.missing(
        "Logged model with ID '%s' not found".formatted(Names.abbreviate(id)));
  }

  private static void putParam(DSLContext sql, String id, String key, String value) {
    sql.insertInto(REGISTRY_LOGGED_MODEL_PARAM)
        .set(REGISTRY_LOGGED_MODEL_PARAM.MODEL_ID, id)
        .set(REGISTRY_LOGGED_MODEL_PARAM.KEY, key)
        .set(REGISTRY_LOGGED_MODEL_PARAM.VALUE, value)
        .execute();
  }

  private static void putTag(DSLContext sql, String id, String key, String value) {
    sql.insertInto(REGISTRY_LOGGED_MODEL_TAG)
        .set(REGISTRY_LOGGED_MODEL_TAG.MODEL_ID, id)
        .set(REGISTRY_LOGGED_MODEL_TAG.KEY, key)
        .set(REGISTRY_LOGGED_MODEL_TAG.VALUE, value)
        .onConflict(REGISTRY_LOGGED_MODEL_TAG.MODEL_ID, REGISTRY_LOGGED_MODEL_TAG.KEY)
        .doUpdate()
        .set(REGISTRY_LOGGED_MODEL_TAG.VALUE, DSL.excluded(REGISTRY_LOGGED_MODEL_TAG.VALUE))
        .execute();
  }

  private static List<LoggedModel> models(DSLContext sql, List<String> ids) {
    Map<String, Map<String, String>> params =
        Grouped.texts(
            sql,
            REGISTRY_LOGGED_MODEL_PARAM,
            REGISTRY_LOGGED_MODEL_PARAM.MODEL_ID,
            REGISTRY_LOGGED_MODEL_PARAM.MODEL_ID.in(ids),
            REGISTRY_LOGGED_MODEL_PARAM.KEY,
            REGISTRY_LOGGED_MODEL_PARAM.VALUE);
    Map<String, Map<String, String>> tags =
        Grouped.texts(
            sql,
            REGISTRY_LOGGED_MODEL_TAG,
            REGISTRY_LOGGED_MODEL_TAG.MODEL_ID,
            REGISTRY_LOGGED_MODEL_TAG.MODEL_ID.in(ids),
            REGISTRY_LOGGED_MODEL_TAG.KEY,
            REGISTRY_LOGGED_MODEL_TAG.VALUE);
    Map<String, List<ModelMetric>> metrics =
        Grouped.rows(
            sql,
            REGISTRY_LOGGED_MODEL_METRIC,
            REGISTRY_LOGGED_MODEL_METRIC.MODEL_ID,
            REGISTRY_LOGGED_MODEL_METRIC.MODEL_ID.in(ids),
            LoggedModels::metric);
    return sql.selectFrom(REGISTRY_LOGGED_MODEL)
        .where(REGISTRY_LOGGED_MODEL.ID.in(ids))
        .and(ProjectScope.ofExperiment(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID))
        .fetch(row ->
            model(
                row,
                params.getOrDefault(row.getId(), Map.of()),
                tags.getOrDefault(row.getId(), Map.of()),
                metrics.getOrDefault(row.getId(), List.of())));
  }

  private static ModelMetric metric(RegistryLoggedModelMetricRecord row) {
    return new ModelMetric(
        Points.metric(row.getKey(), row.getValue(), row.getIsNan(), row.getMillis(), row.getStep()),
        row.getRunId(),
        row.getDatasetName(),
        row.getDatasetDigest());
  }

  private static LoggedModel model(
      RegistryLoggedModelRecord row,
      Map<String, String> params,
      Map<String, String> tags,
      List<ModelMetric> metrics) {
    return new LoggedModel(
        row.getId(),
        row.getExperimentId(),
        row.getName(),
        row.getModelType(),
        Optional.ofNullable(row.getSourceRunId()),
        LoggedModel.Status.valueOf(row.getStatus()),
        row.getStatusMessage(),
        row.getCreatedMillis(),
        row.getUpdatedMillis(),
        params,
        tags,
        metrics);
  }
}
