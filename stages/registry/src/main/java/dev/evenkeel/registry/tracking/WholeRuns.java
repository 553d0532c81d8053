package dev.evenkeel.registry.tracking;

import static dev.evenkeel.registry.tracking.OwnedRows.Reader.FIRST;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import dev.evenkeel.registry.projects.ProjectScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/// Reads runs from the database, whole ones by a statement for each kind of thing that they have.
final class WholeRuns {
  private static final OwnedRows<RunInfo> INFOS =
      new OwnedRows<>(
          REGISTRY_RUN,
          REGISTRY_RUN.ID,
          List.of(
              REGISTRY_RUN.ID,
              REGISTRY_RUN.EXPERIMENT_ID,
              REGISTRY_RUN.NAME,
              REGISTRY_RUN.USER_NAME,
              REGISTRY_RUN.STATUS,
              REGISTRY_RUN.STAGE,
              REGISTRY_RUN.START_MILLIS,
              REGISTRY_RUN.END_MILLIS),
          WholeRuns::info);

  private static final OwnedRows<Metric> METRICS =
      new OwnedRows<>(
          REGISTRY_LATEST_METRIC,
          REGISTRY_LATEST_METRIC.RUN_ID,
          List.of(
              REGISTRY_LATEST_METRIC.KEY,
              REGISTRY_LATEST_METRIC.VALUE,
              REGISTRY_LATEST_METRIC.IS_NAN,
              REGISTRY_LATEST_METRIC.MILLIS,
              REGISTRY_LATEST_METRIC.STEP),
          row ->
              Points.metric(
                  row.getString(FIRST),
                  row.getDouble(FIRST + 1),
                  row.getBoolean(FIRST + 2),
                  row.getLong(FIRST + 3),
                  row.getLong(FIRST + 4)));

  private static final OwnedRows<KeyValue> PARAMS =
      new OwnedRows<>(
          REGISTRY_RUN_PARAM,
          REGISTRY_RUN_PARAM.RUN_ID,
          List.of(REGISTRY_RUN_PARAM.KEY, REGISTRY_RUN_PARAM.VALUE),
          KeyValue::read);

  private static final OwnedRows<KeyValue> TAGS =
      new OwnedRows<>(
          REGISTRY_RUN_TAG,
          REGISTRY_RUN_TAG.RUN_ID,
          List.of(REGISTRY_RUN_TAG.KEY, REGISTRY_RUN_TAG.VALUE),
          KeyValue::read);

  private WholeRuns() {}

  private static RunInfo info(ResultSet row) throws SQLException {
    long end = row.getLong(FIRST + 7);
    OptionalLong endMillis = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(end);
    return new RunInfo(
        row.getString(FIRST),
        row.getLong(FIRST + 1),
        row.getString(FIRST + 2),
        row.getString(FIRST + 3),
        RunStatus.valueOf(row.getString(FIRST + 4)),
        Stage.valueOf(row.getString(FIRST + 5)),
        row.getLong(FIRST + 6),
        endMillis);
  }

  /// A run without what it logged, whoever asks.
  static Optional<RunInfo> info(DSLContext sql, String id) {
    return INFOS.of(sql, List.of(id)).getFirst().stream().findFirst();
  }

  /// Those that there are and that one sees, in the order of their ids; what each has is sorted by
  /// its key.
  static List<Run> of(DSLContext sql, List<String> ids) {
    List<String> seen = ProjectScope.seenRuns(sql, ids);
    List<List<RunInfo>> infos = INFOS.of(sql, seen);
    List<List<Metric>> metrics = METRICS.of(sql, seen);
    List<List<KeyValue>> params = PARAMS.of(sql, seen);
    List<List<KeyValue>> tags = TAGS.of(sql, seen);
    List<List<DatasetInput>> datasets = Inputs.datasets(sql, seen);
    List<List<Inputs.LinkedModel>> models = Inputs.models(sql, seen);
    List<Run> runs = new ArrayList<>(seen.size());
    for (int at = 0; at < seen.size(); at++) {
      for (RunInfo info : infos.get(at)) {
        metrics.get(at).sort(Comparator.comparing(Metric::key));
        runs.add(
            new Run(
                info,
                metrics.get(at),
                sorted(params.get(at)),
                sorted(tags.get(at)),
                datasets.get(at),
                linked(models.get(at), Inputs.INPUT).map(ModelOutput::modelId).toList(),
                linked(models.get(at), Inputs.OUTPUT).toList()));
      }
    }
    return runs;
  }

  private static Map<String, String> sorted(List<KeyValue> pairs) {
    pairs.sort(Comparator.comparing(KeyValue::key));
    Map<String, String> sorted = LinkedHashMap.newLinkedHashMap(pairs.size());
    pairs.forEach(pair -> sorted.put(pair.key(), pair.value()));
    return sorted;
  }

  private static Stream<ModelOutput> linked(List<Inputs.LinkedModel> models, String direction) {
    return models.stream()
        .filter(model -> model.direction().equals(direction))
        .map(Inputs.LinkedModel::model);
  }
}
