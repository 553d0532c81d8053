package dev.evenkeel.automation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a replay went: the table and everything that happened.
///
/// @param seconds of this process
/// @param failedRequests that were not answered as they should
public record ReplayReport(
    long seed,
    double seconds,
    long failedRequests,
    Measure measure,
    List<HalfYear> halfYears,
    List<ReplayEvent> events) {
  public ReplayReport {
    halfYears = List.copyOf(halfYears);
    events = List.copyOf(events);
  }

  /// As `--report` writes it: `frozenAccuracy` and `championAccuracy`, or `frozenMeanAbsoluteError`
  /// and so on.
  public Map<String, Object> asJson() {
    String suffix = measure == Measure.ACCURACY ? "Accuracy" : "MeanAbsoluteError";
    List<Map<String, Object>> table = new ArrayList<>();
    for (HalfYear half : halfYears) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("period", half.period());
      line.put("rows", half.rows());
      line.put("frozen" + suffix, half.frozen());
      line.put("champion" + suffix, half.champion());
      line.put("promotions", half.promotions());
      line.put("refusals", half.refusals());
      line.put("driftAlerts", half.driftAlerts());
      table.add(line);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("seed", seed);
    report.put("seconds", seconds);
    report.put("failedRequests", failedRequests);
    report.put("halfYears", table);
    report.put("events", events.stream().map(ReplayReport::event).toList());
    return report;
  }

  private static Map<String, Object> event(ReplayEvent event) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("date", event.date().toString());
    line.put("kind", event.kind());
    line.put("subject", event.subject());
    line.put("text", event.text());
    return line;
  }
}
