package dev.evenkeel.registry.tracking;

import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;
import static org.jooq.impl.DSL.excluded;

import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;

/// Writes runs, their parameters and tags to the database.
final class RunRows {
  /// The tag that says the run's name again.
  static final String RUN_NAME = "mlflow.runName";

  private static final BoundRows TAGGED =
      new BoundRows(sql ->
          sql.insertInto(REGISTRY_RUN_TAG)
              .columns(REGISTRY_RUN_TAG.RUN_ID, REGISTRY_RUN_TAG.KEY, REGISTRY_RUN_TAG.VALUE)
              .values((String) null, null, null)
              .onConflict(REGISTRY_RUN_TAG.RUN_ID, REGISTRY_RUN_TAG.KEY)
              .doUpdate()
              .set(REGISTRY_RUN_TAG.VALUE, excluded(REGISTRY_RUN_TAG.VALUE)));

  private static final BoundRows ADDED =
      new BoundRows(sql ->
          sql.insertInto(REGISTRY_RUN_PARAM)
              .columns(REGISTRY_RUN_PARAM.RUN_ID, REGISTRY_RUN_PARAM.KEY, REGISTRY_RUN_PARAM.VALUE)
              .values((String) null, null, null));

  private RunRows() {}

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
    TAGGED.execute(
        sql,
        List.copyOf(tags.entrySet()),
        (tag, values) -> {
          values.text(runId);
          values.text(tag.getKey());
          values.text(tag.getValue());
        });
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
    ADDED.execute(
        sql,
        Params.added(params, present, "run ID='%s'".formatted(runId)),
        (param, values) -> {
          values.text(runId);
          values.text(param.key());
          values.text(param.value());
        });
  }
}
