package dev.evenkeel.data;

import dev.evenkeel.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Datasets and versions as the addresses answer them.
final class DatasetJson {
  private DatasetJson() {}

  static Map<String, Object> dataset(Datasets datasets, Dataset dataset) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", dataset.name());
    json.put("project", dataset.project());
    json.put("description", dataset.description());
    json.put("created", dataset.created().toString());
    json.put("tags", datasets.labels().tags(dataset.name()));
    json.put("aliases", datasets.labels().aliases(dataset.name()));
    List<String> name = List.of(dataset.name());
    json.put("quarantined", datasets.rejected().kept(name).getOrDefault(dataset.name(), 0L));
    datasets
        .newest(dataset.name())
        .ifPresent(newest -> json.put("newest", version(newest, Map.of(), List.of())));
    return json;
  }

  /// What a list of versions tells of each.
  static Map<String, Object> version(
      DatasetVersion version, Map<String, String> tags, List<String> aliases) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dataset", version.dataset());
    json.put("version", version.number());
    json.put("state", version.state().name().toLowerCase(java.util.Locale.ROOT));
    json.put("at", version.at().toString());
    json.put("operation", version.operation().name().toLowerCase(java.util.Locale.ROOT));
    json.put("message", version.message());
    json.put("contract", version.contract());
    json.put("rows", version.total().rows());
    json.put("rowsAdded", version.rows());
    json.put("rowsRemoved", version.rowsRemoved());
    json.put("rejected", version.rejected());
    json.put("bytes", version.total().bytes());
    json.put("files", version.total().files());
    json.put("digest", version.digest());
    json.put("madeBy", version.madeBy());
    if (version.parent() > 0) {
      json.put("parent", version.parent());
    }
    json.put("tags", tags);
    json.put("aliases", aliases);
    json.put("description", version.description());
    return json;
  }

  /// What a version's batch was like beside those before.
  static Map<String, Object> history(DatasetHistory.Entry entry) {
    DatasetVersion version = entry.version();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", version.number());
    json.put("at", version.at().toString());
    json.put("operation", version.operation().name().toLowerCase(java.util.Locale.ROOT));
    json.put("rowsAdded", version.rows());
    json.put("rejected", version.rejected());
    json.put("missing", entry.missing());
    List<Object> odd = new ArrayList<>();
    entry
        .odd()
        .forEach((column, anomaly) ->
            odd.add(
                Map.of(
                    "what", column.isEmpty() ? "rows" : "missing",
                    "column", column,
                    "value", anomaly.value(),
                    "median", anomaly.median(),
                    "score", anomaly.score(),
                    "earlier", anomaly.earlier())));
    json.put("odd", odd);
    return json;
  }

  /// All that is known of a version.
  ///
  /// @param classified columns whose values are left out
  static Map<String, Object> whole(
      Datasets datasets, DatasetVersion version, ClassifiedColumns classified) {
    Map<String, Object> json =
        new LinkedHashMap<>(
            version(version, datasets.labels().tags(version), aliases(datasets, version)));
    json.put("source", version.origin());
    json.put("checks", parsed(datasets.checksJson(version)));
    if (version.state() == DatasetVersion.State.REJECTED) {
      return json;
    }
    json.put("schema", parsed(datasets.schemaJson(version)));
    json.put("columns", ProfileJson.of(datasets, version, classified));
    json.put(
        "dataFiles", datasets.files(version).stream().map(file -> file(version, file)).toList());
    return json;
  }

  private static List<String> aliases(Datasets datasets, DatasetVersion version) {
    return datasets.labels().aliases(version.dataset()).entrySet().stream()
        .filter(alias -> alias.getValue() == version.number())
        .map(Map.Entry::getKey)
        .toList();
  }

  private static JsonNode parsed(String json) {
    return Json.mapper().readTree(json);
  }

  private static Map<String, Object> file(DatasetVersion version, StoredFile file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", file.name());
    json.put("url", "%s/files/%s".formatted(DatasetRoutes.address(version), file.name()));
    json.put("sha256", file.sha256());
    json.put("size", file.size());
    json.put("rows", file.rows());
    return json;
  }

  static Map<String, Object> diff(VersionDiff diff, ClassifiedColumns classified) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", diff.from().toString());
    json.put("to", diff.to().toString());
    json.put("schema", diff.schema());
    json.put("filesAdded", diff.filesAdded());
    json.put("filesRemoved", diff.filesRemoved());
    json.put("rowsAdded", diff.rowsAdded());
    json.put("rowsRemoved", diff.rowsRemoved());
    diff.exact().ifPresent(exact -> json.put("exact", exact));
    json.put(
        "columns",
        diff.columns().stream()
            .map(column -> {
              Map<String, Object> both = new LinkedHashMap<>();
              both.put("column", column.column());
              put(both, "before", column.before(), classified);
              put(both, "after", column.after(), classified);
              return both;
            })
            .toList());
    return json;
  }

  private static void put(
      Map<String, Object> json,
      String key,
      Optional<ColumnStatistics> column,
      ClassifiedColumns classified) {
    column.ifPresent(there -> json.put(key, ProfileJson.column(there, classified)));
  }

  static Map<String, Object> ingested(IngestResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    result
        .version()
        .ifPresent(version -> json.put("version", version(version, Map.of(), List.of())));
    result
        .refusal()
        .ifPresent(refusal -> {
          json.put("refused", version(refusal.version(), Map.of(), List.of()));
          json.put("reason", refusal.reason());
        });
    json.put("rejected", result.rejected());
    json.put("rules", result.rules());
    json.put("examples", result.examples());
    return json;
  }

  static Map<String, Object> forgotten(Forgetting.Forgotten gone) {
    Map<String, Object> json = new LinkedHashMap<>();
    gone.version().ifPresent(version -> json.put("version", version(version, Map.of(), List.of())));
    json.put("rows", gone.rows());
    json.put("expired", gone.expired());
    json.put("filesDeleted", gone.filesDeleted());
    json.put("rowsElsewhere", gone.rowsElsewhere());
    return json;
  }
}
