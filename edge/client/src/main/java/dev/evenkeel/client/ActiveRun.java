package dev.evenkeel.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run that is going on. Closing it ends it: as finished, or as failed after [#failed].
///
/// ```java
/// try (ActiveRun run = tracking.start(tracking.experiment("prices"), "depth 3")) {
///   run.parameter("depth", 3);
///   run.metric("f1", 0.81, 0);
///   run.artifact(Path.of("model.json"), "");
/// }
/// ```
public final class ActiveRun implements AutoCloseable {
  private static final String RUNS = Http.MLFLOW + "runs/";
  private static final int METRICS_MAX = 1_000;
  private static final int PARAMETERS_MAX = 100;

  private final Http http;
  private final String id;
  private final String artifacts;
  private String ending = "FINISHED";

  ActiveRun(Http http, String id, String artifacts) {
    this.http = http;
    this.id = id;
    this.artifacts = artifacts;
  }

  /// Its id.
  public String id() {
    return id;
  }

  /// Where its files are, for [Artifacts].
  public String artifacts() {
    return artifacts;
  }

  /// Notes a parameter; it cannot change any more.
  public void parameter(String key, Object value) {
    parameters(Map.of(key, value));
  }

  /// Notes parameters.
  public void parameters(Map<String, ?> parameters) {
    List<Map<String, Object>> batch = new ArrayList<>();
    parameters.forEach(
        (key, value) -> batch.add(Map.of("key", key, "value", String.valueOf(value))));
    for (int from = 0; from < batch.size(); from += PARAMETERS_MAX) {
      log("params", batch.subList(from, Math.min(batch.size(), from + PARAMETERS_MAX)));
    }
  }

  /// Notes a metric at a step.
  public void metric(String key, double value, long step) {
    metrics(Map.of(key, value), step);
  }

  /// Notes metrics at a step.
  public void metrics(Map<String, Double> metrics, long step) {
    long now = System.currentTimeMillis();
    List<Map<String, Object>> batch = new ArrayList<>();
    metrics.forEach((key, value) -> {
      Map<String, Object> metric = new LinkedHashMap<>();
      metric.put("key", key);
      metric.put("value", Double.isFinite(value) ? value : String.valueOf(value));
      metric.put("timestamp", now);
      metric.put("step", step);
      batch.add(metric);
    });
    for (int from = 0; from < batch.size(); from += METRICS_MAX) {
      log("metrics", batch.subList(from, Math.min(batch.size(), from + METRICS_MAX)));
    }
  }

  /// Sets a tag, or another value of it.
  public void tag(String key, String value) {
    log("tags", List.of(Map.of("key", key, "value", value)));
  }

  /// Stores a file, or a folder with all that is in it.
  ///
  /// @param folder of the run, such as `plots`; empty is its top
  public void artifact(Path file, String folder) {
    new Artifacts(http).upload(file, artifacts + (folder.isEmpty() ? "" : "/" + folder));
  }

  /// Says that it failed; it is ended so.
  public void failed() {
    ending = "FAILED";
  }

  /// Ends it.
  @Override
  public void close() {
    Map<String, Object> update = new LinkedHashMap<>();
    update.put("run_id", id);
    update.put("status", ending);
    update.put("end_time", System.currentTimeMillis());
    http.send("POST", RUNS + "update", update);
  }

  private void log(String kind, List<Map<String, Object>> batch) {
    http.send("POST", RUNS + "log-batch", Map.of("run_id", id, kind, batch));
  }
}
