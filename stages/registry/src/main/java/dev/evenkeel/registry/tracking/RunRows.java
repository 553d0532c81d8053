package dev.evenkeel.registry.tracking;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;
import static org.jooq.impl.DSL.excluded;

import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.schema.tables.records.RegistryRunModelRecord;
import dev.evenkeel.store.schema.tables.records.RegistryRunRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;

/// Runs, their parameters and tags in the database.
final class RunRows {
  /// The tag that says the run's name again.
  static final String RUN_NAME = "mlflow.runName";

  private RunRows() {}

  static Optional<RunInfo> info(DSLContext sql, String id) {
    return sql.selectFrom(REGISTRY_RUN).where(REGISTRY_RUN.ID.eq(id)).fetchOptional(RunRows::info);
  }

  static RunInfo info(RegistryRunRecord row) {
    Long end = row.getEndMillis();
    return new RunInfo(
        row.getId(),
        row.getExperimentId(),
        row.getName(),
        row.getUserName(),
        RunStatus.valueOf(row.getStatus()),
        Stage.valueOf(row.getStage()),
        row.getStartMillis(),
        end == null ? OptionalLong.empty() : OptionalLong.of(end));
  }

  static void insert(DSLContext sql, RunInfo run) {
    sql.insertInto(REGISTRY_RUN)
        .set(REGISTRY_RUN.ID, run.id())
        .set(REGISTRY_RUN.EXPERIMENT_ID, run.experimentId())
        .set(REGISTRY_RUN.NAME, run.name())
        .set(REGISTRY_RUN.USER_NAME, run.user())
        .set(REGISTRY_RUN.STATUS, run.status().name())
        .set(REGISTRY_RUN.STAGE, run.stage().name())
        .set(REGISTRY_RUN.START_MILLIS, run.startMillis())
        .execute();
  }

  /// Sets tags; a run's name goes along with the tag that says it.
  static void tag(DSLContext sql, String runId, Map<String, String> tags) {
    if (tags.isEmpty()) {
      return;
    }
    BatchBindStep batch =
        sql.batch(
            sql.insertInto(REGISTRY_RUN_TAG)
                .columns(REGISTRY_RUN_TAG.RUN_ID, REGISTRY_RUN_TAG.KEY, REGISTRY_RUN_TAG.VALUE)
                .values((String) null, null, null)
                .onConflict(REGISTRY_RUN_TAG.RUN_ID, REGISTRY_RUN_TAG.KEY)
                .doUpdate()
                .set(REGISTRY_RUN_TAG.VALUE, excluded(REGISTRY_RUN_TAG.VALUE)));
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      batch = batch.bind(runId, tag.getKey(), tag.getValue());
    }
    batch.execute();
    String name = tags.get(RUN_NAME);
    if (name != null) {
      sql.update(REGISTRY_RUN)
          .set(REGISTRY_RUN.NAME, name)
          .where(REGISTRY_RUN.ID.eq(runId))
          .execute();
    }
  }

  /// Adds parameters to a run whose turn it is; one that it has must have the same value.
  static void addParams(DSLContext sql, String runId, List<KeyValue> params) {
    if (params.isEmpty()) {
      return;
    }
    Map<String, String> present =
        sql.selectFrom(REGISTRY_RUN_PARAM)
            .where(REGISTRY_RUN_PARAM.RUN_ID.eq(runId))
            .and(REGISTRY_RUN_PARAM.KEY.in(params.stream().map(KeyValue::key).toList()))
            .fetchMap(REGISTRY_RUN_PARAM.KEY, REGISTRY_RUN_PARAM.VALUE);
    BatchBindStep batch =
        sql.batch(
            sql.insertInto(REGISTRY_RUN_PARAM)
                .columns(
                    REGISTRY_RUN_PARAM.RUN_ID, REGISTRY_RUN_PARAM.KEY, REGISTRY_RUN_PARAM.VALUE)
                .values((String) null, null, null));
    for (KeyValue param : Params.added(params, present, "run ID='%s'".formatted(runId))) {
      batch = batch.bind(runId, param.key(), param.value());
    }
    if (batch.size() > 0) {
      batch.execute();
    }
  }

  /// Whole runs, by seven statements.
  static List<Run> runs(DSLContext sql, List<String> ids) {
    Map<String, List<Metric>> metrics = metrics(sql, ids);
    Map<String, Map<String, String>> params =
        Grouped.texts(
            sql,
            REGISTRY_RUN_PARAM,
            REGISTRY_RUN_PARAM.RUN_ID,
            REGISTRY_RUN_PARAM.RUN_ID.in(ids),
            REGISTRY_RUN_PARAM.KEY,
            REGISTRY_RUN_PARAM.VALUE);
    Map<String, Map<String, String>> tags =
        Grouped.texts(
            sql,
            REGISTRY_RUN_TAG,
            REGISTRY_RUN_TAG.RUN_ID,
            REGISTRY_RUN_TAG.RUN_ID.in(ids),
            REGISTRY_RUN_TAG.KEY,
            REGISTRY_RUN_TAG.VALUE);
    Map<String, List<DatasetInput>> datasets = Inputs.of(sql, ids);
    Map<String, List<RegistryRunModelRecord>> models =
        Grouped.rows(
            sql,
            REGISTRY_RUN_MODEL,
            REGISTRY_RUN_MODEL.RUN_ID,
            REGISTRY_RUN_MODEL.RUN_ID.in(ids),
            row -> row);
    return sql.selectFrom(REGISTRY_RUN)
        .where(REGISTRY_RUN.ID.in(ids))
        .and(ProjectScope.ofExperiment(REGISTRY_RUN.EXPERIMENT_ID))
        .fetch(row -> {
          String id = row.getId();
          List<RegistryRunModelRecord> linked = models.getOrDefault(id, List.of());
          return new Run(
              info(row),
              metrics.getOrDefault(id, List.of()),
              params.getOrDefault(id, Map.of()),
              tags.getOrDefault(id, Map.of()),
              datasets.getOrDefault(id, List.of()),
              inputs(linked),
              outputs(linked));
        });
  }

  private static Map<String, List<Metric>> metrics(DSLContext sql, List<String> ids) {
    return Grouped.rows(
        sql,
        REGISTRY_LATEST_METRIC,
        REGISTRY_LATEST_METRIC.RUN_ID,
        REGISTRY_LATEST_METRIC.RUN_ID.in(ids),
        row ->
            Points.metric(
                row.getKey(), row.getValue(), row.getIsNan(), row.getMillis(), row.getStep()));
  }

  private static List<String> inputs(List<RegistryRunModelRecord> linked) {
    return linked.stream()
        .filter(row -> row.getDirection().equals(Inputs.INPUT))
        .map(RegistryRunModelRecord::getModelId)
        .toList();
  }

  private static List<ModelOutput> outputs(List<RegistryRunModelRecord> linked) {
    return linked.stream()
        .filter(row -> row.getDirection().equals(Inputs.OUTPUT))
        .map(row -> new ModelOutput(row.getModelId(), row.getStep()))
        .toList();
  }
}
