package dev.evenkeel.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A tracking run as it was read.
///
/// @param status `RUNNING`, `SCHEDULED`, `FINISHED`, `FAILED` or `KILLED`
/// @param metrics the newest value of each
/// @param artifacts where its files are, for [Artifacts]
public record Run(
    String id,
    String experiment,
    String name,
    String status,
    Instant started,
    Optional<Instant> ended,
    Map<String, Double> metrics,
    Map<String, String> parameters,
    Map<String, String> tags,
    String artifacts) {
  public Run {
    metrics = Map.copyOf(metrics);
    parameters = Map.copyOf(parameters);
    tags = Map.copyOf(tags);
  }

  static Run of(JsonNode run) {
    JsonNode info = run.path("info");
    JsonNode data = run.path("data");
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (JsonNode metric : data.path("metrics")) {
      metrics.put(metric.path("key").asString(""), number(metric.path("value")));
    }
    return new Run(
        id(info),
        info.path("experiment_id").asString(""),
        info.path("run_name").asString(""),
        info.path("status").asString(""),
        Instant.ofEpochMilli(info.path("start_time").asLong(0)),
        info.hasNonNull("end_time")
            ? Optional.of(Instant.ofEpochMilli(info.path("end_time").asLong(0)))
            : Optional.empty(),
        metrics,
        texts(data.path("params")),
        texts(data.path("tags")),
        info.path("artifact_uri").asString(""));
  }

  static String id(JsonNode info) {
    return info.path("run_id").asString("");
  }

  static Map<String, String> texts(JsonNode pairs) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (JsonNode pair : pairs) {
      texts.put(pair.path("key").asString(""), pair.path("value").asString(""));
    }
    return texts;
  }

  /// What is no number in JSON comes as text.
  private static double number(JsonNode value) {
    return value.isString() ? Double.parseDouble(value.stringValue()) : value.asDouble(0);
  }
}
