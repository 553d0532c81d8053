package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.tracking.Batch;
import dev.evenkeel.registry.tracking.Measurement;
import dev.evenkeel.registry.tracking.Metric;
import dev.evenkeel.registry.tracking.Runs;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What MLflow's clients log of metrics, and read of their history.
final class MetricCalls {
  /// MLflow's limit of a batch.
  private static final int BATCH_BYTES_MAX = 1_000_000;

  /// Time, step and value of a page's last point.
  private static final int TOKEN_BYTES = 3 * Long.BYTES;

  private final Runs runs;

  MetricCalls(Runs runs) {
    this.runs = runs;
  }

  List<MlflowRoutes.Call> calls() {
    return List.of(
        new MlflowRoutes.Call("POST", "runs/log-metric", "Log a point", this::logMetric),
        new MlflowRoutes.Call(
            "POST", "runs/log-batch", "Log metrics, parameters and tags", this::logBatch),
        new MlflowRoutes.Call(
            "GET", "metrics/get-history", "All points of a run's metric", this::history));
  }

  private Reply logMetric(Request request) {
    Fields fields = Fields.ofBody(request);
    Batch point = new Batch(List.of(measurement(fields)), List.of(), List.of());
    runs.log(RunCalls.id(fields), point);
    return MlflowReplies.empty();
  }

  private Reply logBatch(Request request) {
    Fields fields = Fields.ofBody(request, BATCH_BYTES_MAX);
    runs.log(
        RunCalls.id(fields),
        new Batch(
            fields.messages("metrics").stream().map(MetricCalls::measurement).toList(),
            WireJson.pairs(fields, "params"),
            WireJson.pairs(fields, "tags")));
    return MlflowReplies.empty();
  }

  private static Measurement measurement(Fields fields) {
    return new Measurement(
        new Metric(
            fields.required("key"),
            fields.requiredNumber("value"),
            fields.requiredInteger("timestamp"),
            fields.integer("step").orElse(0L)),
        fields.text("model_id").orElse(""),
        fields.text("dataset_name").orElse(""),
        fields.text("dataset_digest").orElse(""));
  }

  private Reply history(Request request) {
    Fields fields =
        Fields.ofQuery(request, "run_id", "run_uuid", "metric_key", "page_token", "max_results");
    String key = fields.required("metric_key");
    long asked = fields.integer("max_results").orElse((long) Runs.HISTORY_MAX);
    if (asked <= 0) {
      throw Fields.invalid(
          "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer."
              .formatted(asked));
    }
    int limit = (int) Math.min(asked, Runs.HISTORY_MAX);
    Optional<Metric> after = fields.text("page_token").map(token -> point(key, token));
    Runs.History page = runs.history(RunCalls.id(fields), key, after, limit);
    Map<String, Object> json = new LinkedHashMap<>();
    WireJson.putList(json, "metrics", page.points().stream().map(WireJson::metric).toList());
    if (!page.isLast()) {
      json.put("next_page_token", token(page.points().getLast()));
    }
    return Reply.json(json);
  }

  /// The place after a point.
  private static String token(Metric last) {
    byte[] bytes =
        ByteBuffer.allocate(TOKEN_BYTES)
            .putLong(last.millis())
            .putLong(last.step())
            .putLong(Double.doubleToLongBits(last.value()))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Metric point(String key, String token) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      if (bytes.length == TOKEN_BYTES) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long millis = buffer.getLong();
        long step = buffer.getLong();
        return new Metric(key, Double.longBitsToDouble(buffer.getLong()), millis, step);
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the message.
    }
    throw Fields.invalid("Invalid value for parameter 'page_token' supplied: not a token of ours.");
  }
}
