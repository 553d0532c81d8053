package dev.evenkeel.registry.tracking;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_METRIC;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.row;

import dev.evenkeel.registry.projects.ProjectScope;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// Points of metrics in the database: all of them once, and of each metric the latest. What is no
/// number is kept as 0 with a mark, since SQLite has no NaN.
final class Points {
  /// The latest is the greatest; what is no number counts as 0, as with MLflow.
  private static final Comparator<Metric> LATEST =
      Comparator.comparingLong(Metric::step)
          .thenComparingLong(Metric::millis)
          .thenComparingDouble(Points::stored);

  private static final BoundRows INSERTED =
      new BoundRows(sql ->
          sql.insertInto(REGISTRY_METRIC)
              .columns(
                  REGISTRY_METRIC.RUN_ID,
                  REGISTRY_METRIC.KEY,
                  REGISTRY_METRIC.MILLIS,
                  REGISTRY_METRIC.STEP,
                  REGISTRY_METRIC.VALUE,
                  REGISTRY_METRIC.IS_NAN)
              .values((String) null, null, null, null, null, null)
              .onConflictDoNothing());

  private static final BoundRows RAISED =
      new BoundRows(sql ->
          raising(
              sql,
              REGISTRY_LATEST_METRIC,
              List.of(REGISTRY_LATEST_METRIC.RUN_ID, REGISTRY_LATEST_METRIC.KEY)));

  private static final BoundRows RAISED_OF_MODELS =
      new BoundRows(sql ->
          raising(
              sql,
              REGISTRY_LOGGED_MODEL_METRIC,
              List.of(
                  REGISTRY_LOGGED_MODEL_METRIC.MODEL_ID,
                  REGISTRY_LOGGED_MODEL_METRIC.KEY,
                  REGISTRY_LOGGED_MODEL_METRIC.RUN_ID,
                  REGISTRY_LOGGED_MODEL_METRIC.DATASET_NAME,
                  REGISTRY_LOGGED_MODEL_METRIC.DATASET_DIGEST)));

  private Points() {}

  static double stored(Metric metric) {
    // Both databases take -0 for 0, Java's order does not.
    return Double.isNaN(metric.value()) ? 0 : metric.value() + 0.0;
  }

  static Metric metric(String key, double value, boolean isNan, long millis, long step) {
    return new Metric(key, isNan ? Double.NaN : value, millis, step);
  }

  /// Adds points to a run whose turn it is.
  static void add(DSLContext sql, String runId, List<Measurement> measurements) {
    if (measurements.isEmpty()) {
      return;
    }
    insert(sql, runId, measurements);
    raiseLatest(sql, runId, latest(measurements, each -> each.metric().key()));
    List<Measurement> ofModels =
        measurements.stream().filter(each -> !each.modelId().isEmpty()).toList();
    if (!ofModels.isEmpty()) {
      checkModels(sql, ofModels);
      raiseLatestOfModels(sql, runId, latest(ofModels, ModelKey::of));
    }
  }

  private static void insert(DSLContext sql, String runId, List<Measurement> measurements) {
    INSERTED.execute(
        sql,
        measurements,
        (each, values) -> {
          Metric point = each.metric();
          values.text(runId);
          values.text(point.key());
          values.number(point.millis());
          values.number(point.step());
          values.number(stored(point));
          values.truth(Double.isNaN(point.value()));
        });
  }

  private static void raiseLatest(DSLContext sql, String runId, List<Measurement> latest) {
    RAISED.execute(
        sql,
        latest,
        (each, values) -> {
          values.text(runId);
          values.text(each.metric().key());
          bind(each.metric(), values);
        });
  }

  private static void raiseLatestOfModels(DSLContext sql, String runId, List<Measurement> latest) {
    RAISED_OF_MODELS.execute(
        sql,
        latest,
        (each, values) -> {
          values.text(each.modelId());
          values.text(each.metric().key());
          values.text(runId);
          values.text(each.datasetName());
          values.text(each.datasetDigest());
          bind(each.metric(), values);
        });
  }

  /// Adds the point of a key, or lets it take the place of an earlier one.
  private static Query raising(DSLContext sql, Table<?> metrics, List<Field<?>> key) {
    Field<Long> step = REGISTRY_LATEST_METRIC.STEP;
    Field<Long> millis = REGISTRY_LATEST_METRIC.MILLIS;
    Field<Double> value = REGISTRY_LATEST_METRIC.VALUE;
    List<Field<?>> point =
        Stream.of(step, millis, value, REGISTRY_LATEST_METRIC.IS_NAN)
            .<Field<?>>map(metrics::field)
            .toList();
    List<Field<?>> all = Stream.concat(key.stream(), point.stream()).toList();
    return sql.insertInto(metrics)
        .columns(all)
        .values(all.stream().map(field -> DSL.val(null, field)).toList())
        .onConflict(key)
        .doUpdate()
        .set(point.stream().collect(Collectors.toMap(field -> field, DSL::excluded)))
        .where(
            row(excluded(step), excluded(millis), excluded(value))
                .gt(row(metrics.field(step), metrics.field(millis), metrics.field(value))));
  }

  private static void bind(Metric point, BoundRows.Values values) {
    values.number(point.step());
    values.number(point.millis());
    values.number(stored(point));
    values.truth(Double.isNaN(point.value()));
  }

  private record ModelKey(String model, String key, String dataset, String digest) {
    static ModelKey of(Measurement each) {
      return new ModelKey(
          each.modelId(), each.metric().key(), each.datasetName(), each.datasetDigest());
    }
  }

  private static List<Measurement> latest(
      List<Measurement> measurements, Function<Measurement, Object> group) {
    Map<Object, Measurement> latest = new LinkedHashMap<>();
    for (Measurement each : measurements) {
      latest.merge(
          group.apply(each),
          each,
          (one, other) -> LATEST.compare(other.metric(), one.metric()) > 0 ? other : one);
    }
    return List.copyOf(latest.values());
  }

  private static void checkModels(DSLContext sql, List<Measurement> measurements) {
    List<String> models = measurements.stream().map(Measurement::modelId).distinct().toList();
    List<String> known =
        sql.select(REGISTRY_LOGGED_MODEL.ID)
            .from(REGISTRY_LOGGED_MODEL)
            .where(REGISTRY_LOGGED_MODEL.ID.in(models))
            .and(ProjectScope.ofExperiment(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID))
            .fetch(REGISTRY_LOGGED_MODEL.ID);
    models.stream()
        .filter(model -> !known.contains(model))
        .findFirst()
        .ifPresent(model -> {
          throw LoggedModels.unknown(model);
        });
  }

  /// Points of a run's metric in the order of time, step and value.
  static List<Metric> history(
      DSLContext sql, String runId, String key, Optional<Metric> after, int limit) {
    var metrics = REGISTRY_METRIC;
    return sql.selectFrom(metrics)
        .where(metrics.RUN_ID.eq(runId))
        .and(metrics.KEY.eq(key))
        .and(ProjectScope.ofRun(metrics.RUN_ID))
        .and(after.map(Points::isAfter).orElse(DSL.noCondition()))
        .orderBy(metrics.MILLIS, metrics.STEP, metrics.VALUE, metrics.IS_NAN)
        .limit(limit)
        .fetch(point ->
            metric(key, point.getValue(), point.getIsNan(), point.getMillis(), point.getStep()));
  }

  private static Condition isAfter(Metric last) {
    var metrics = REGISTRY_METRIC;
    return row(metrics.MILLIS, metrics.STEP, metrics.VALUE, metrics.IS_NAN)
        .gt(row(last.millis(), last.step(), stored(last), Double.isNaN(last.value())));
  }
}
