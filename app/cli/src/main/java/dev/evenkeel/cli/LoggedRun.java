package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/// A run as MLflow's API tells it.
///
/// @param status in lower case: `finished`
/// @param metrics their latest points
/// @param json all that was told
record LoggedRun(
    String id,
    String name,
    String experimentId,
    String status,
    boolean isDeleted,
    long startMillis,
    OptionalLong endMillis,
    SortedMap<String, String> params,
    SortedMap<String, Double> metrics,
    JsonNode json) {
  LoggedRun {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  static LoggedRun of(JsonNode json) {
    JsonNode info = json.path("info");
    return new LoggedRun(
        info.path("run_id").asString(""),
        info.path("run_name").asString(""),
        info.path("experiment_id").asString(""),
        info.path("status").asString("").toLowerCase(Locale.ROOT),
        info.path("lifecycle_stage").asString("").equals("deleted"),
        info.path("start_time").asLong(0),
        info.has("end_time")
            ? OptionalLong.of(info.path("end_time").asLong(0))
            : OptionalLong.empty(),
        byKey(json.at("/data/params"), value -> value.asString("")),
        byKey(json.at("/data/metrics"), LoggedRun::number),
        json);
  }

  /// Entries that the protocol lists as `[{"key": …, "value": …}]`.
  static <T> SortedMap<String, T> byKey(JsonNode entries, Function<JsonNode, T> read) {
    SortedMap<String, T> byKey = new TreeMap<>();
    entries.forEach(
        entry -> byKey.put(entry.path("key").asString(""), read.apply(entry.path("value"))));
    return byKey;
  }

  /// What JSON has no number for comes as text.
  static double number(JsonNode value) {
    return value.isNumber()
        ? Json.number(value)
        : switch (value.asString("")) {
          case "Infinity" -> Double.POSITIVE_INFINITY;
          case "-Infinity" -> Double.NEGATIVE_INFINITY;
          default -> Double.NaN;
        };
  }

  /// Which run it is, where the whole id would be too wide.
  String shortId() {
    return id.substring(0, Math.min(8, id.length()));
  }

  /// Its id and stage, for a program.
  Map<String, Object> stage() {
    return Map.of("run_id", id, "lifecycle_stage", isDeleted ? "deleted" : "active");
  }
}
