package dev.evenkeel.console;

import dev.evenkeel.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The chart's data as JSON that may stand inside of a page.
final class ChartData {
  private ChartData() {}

  static String of(LoopView view) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("measure", view.measure());
    data.put("moreIsBetter", view.moreIsBetter());
    List<List<Object>> points = new ArrayList<>();
    for (LoopView.Point point : view.points()) {
      points.add(List.of(point.month(), shown(point.frozen()), shown(point.champion())));
    }
    data.put("points", points);
    List<Map<String, String>> marks = new ArrayList<>();
    for (LoopView.Event event : view.events()) {
      marks.add(Map.of("date", event.date(), "kind", event.kind(), "text", event.text()));
    }
    data.put("marks", marks);
    // A text such as </script> or <!-- must not end or change the element that holds it.
    return Json.text(data).replace("<", "\\u003c");
  }

  private static Object shown(double score) {
    return Double.isFinite(score) ? (Object) score : "-";
  }
}
