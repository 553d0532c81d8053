package dev.evenkeel.serving;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/// The counters of Triton's dashboards. Their names lack the `_total` that clients of Prometheus
/// append, so they are written here.
final class TritonMetrics {
  private TritonMetrics() {}

  static String write(List<Resident> residents) {
    Map<Resident, VersionStatistics.Counted> counted = new LinkedHashMap<>();
    residents.forEach(each -> counted.put(each, each.deployed().statistics().counted()));
    Map<String, ToLongFunction<VersionStatistics.Counted>> counters = new TreeMap<>();
    counters.put("nv_inference_request_success", VersionStatistics.Counted::requests);
    counters.put("nv_inference_request_failure", VersionStatistics.Counted::failures);
    counters.put("nv_inference_count", VersionStatistics.Counted::rows);
    counters.put("nv_inference_exec_count", VersionStatistics.Counted::executions);
    counters.put(
        "nv_inference_request_duration_us",
        each -> (each.queueNanos() + each.computeNanos()) / 1_000);
    counters.put("nv_inference_queue_duration_us", each -> each.queueNanos() / 1_000);
    counters.put("nv_inference_compute_input_duration_us", _ -> 0);
    counters.put("nv_inference_compute_infer_duration_us", each -> each.computeNanos() / 1_000);
    counters.put("nv_inference_compute_output_duration_us", _ -> 0);
    StringBuilder text = new StringBuilder();
    counters.forEach((name, figure) -> {
      text.append("# TYPE ").append(name).append(" counter\n");
      counted.forEach((resident, each) -> line(text, name, resident, figure.applyAsLong(each)));
    });
    text.append("# TYPE nv_inference_pending_request_count gauge\n");
    residents.forEach(
        each -> line(text, "nv_inference_pending_request_count", each, each.inFlight().sum()));
    return text.toString();
  }

  // Names of models hold nothing that would have to be escaped.
  private static void line(StringBuilder text, String name, Resident resident, long figure) {
    text.append(name)
        .append("{model=\"")
        .append(resident.model())
        .append("\",version=\"")
        .append(resident.number())
        .append("\"} ")
        .append(figure)
        .append('\n');
  }
}
