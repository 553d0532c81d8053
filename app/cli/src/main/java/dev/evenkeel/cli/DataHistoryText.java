package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Batches of a dataset over time.
final class DataHistoryText {
  private DataHistoryText() {}

  /// @param history the newest first
  static void print(List<JsonNode> history, PrintWriter out) {
    TextTable table = new TextTable("VERSION", "AT", "WHAT", "ADDED", "REJECTED", "ODD");
    List<Double> rows = new ArrayList<>();
    for (JsonNode version : history) {
      rows.add(version.path("rowsAdded").asDouble());
      table.add(
          version.path("version").asString(""),
          version.path("at").asString(""),
          version.path("operation").asString(""),
          "%,d".formatted(version.path("rowsAdded").asLong()),
          "%,d".formatted(version.path("rejected").asLong()),
          odd(version.path("odd")));
    }
    table.print(out);
    out.printf("%nRows, the newest at the right: %s%n", Sparkline.of(rows.reversed()));
  }

  private static String odd(JsonNode odd) {
    List<String> words = new ArrayList<>();
    for (JsonNode each : odd) {
      double value = each.path("value").asDouble();
      double median = each.path("median").asDouble();
      words.add(
          each.path("what").asString("").equals("rows")
              ? "%,.0f rows, before about %,.0f".formatted(value, median)
              : "`%s` %.2f %% missing, before about %.2f %%"
                  .formatted(
                      Names.abbreviate(each.path("column").asString("")),
                      value * 100,
                      median * 100));
    }
    return String.join("; ", words);
  }
}
