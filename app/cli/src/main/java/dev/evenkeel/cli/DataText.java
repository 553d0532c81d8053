package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Datasets and versions as a terminal shows them.
final class DataText {
  private static final String BARS = " ▁▂▃▄▅▆▇█";

  private final PrintWriter out;

  DataText(PrintWriter out) {
    this.out = out;
  }

  void datasets(List<JsonNode> datasets) {
    TextTable table = new TextTable("DATASET", "NEWEST", "ROWS", "FILES", "PROJECT", "ALIASES");
    for (JsonNode dataset : datasets) {
      JsonNode newest = dataset.path("newest");
      table.add(
          dataset.path("name").asString(""),
          newest.path("version").asString("-"),
          newest.isMissingNode() ? "-" : number(newest.path("rows")),
          newest.path("files").asString("-"),
          dataset.path("project").asString(""),
          pairs(dataset.path("aliases")));
    }
    table.print(out);
  }

  void versions(List<JsonNode> versions) {
    TextTable table =
        new TextTable("VERSION", "AT", "WHAT", "ROWS", "ADDED", "REMOVED", "BY", "NOTES");
    for (JsonNode version : versions) {
      table.add(
          version.path("version").asString(""),
          version.path("at").asString(""),
          isReadable(version)
              ? version.path("operation").asString("")
              : version.path("state").asString(""),
          number(version.path("rows")),
          number(version.path("rowsAdded")),
          number(version.path("rowsRemoved")),
          Names.abbreviate(version.path("madeBy").asString("")),
          notes(version));
    }
    table.print(out);
  }

  private static boolean isReadable(JsonNode version) {
    return version.path("state").asString("published").equals("published");
  }

  private static String notes(JsonNode version) {
    List<String> notes = new ArrayList<>();
    version.path("aliases").forEach(alias -> notes.add(alias.asString("")));
    String tags = pairs(version.path("tags"));
    if (!tags.isEmpty()) {
      notes.add(tags);
    }
    notes.add(Names.abbreviate(version.path("message").asString("")));
    return String.join(", ", notes);
  }

  void version(JsonNode version) {
    out.printf(
        "%s@%s  %s%n",
        version.path("dataset").asString(""),
        version.path("version").asString(""),
        Names.abbreviate(version.path("message").asString("")));
    line("at", version.path("at").asString(""));
    line("contract", version.path("contract").asString(""));
    line(
        "rows",
        "%s in %s files"
            .formatted(number(version.path("rows")), version.path("files").asString("")));
    line("rejected", number(version.path("rejected")));
    line("digest", version.path("digest").asString(""));
    line("source", Names.abbreviate(version.at("/source/uri").asString("")));
    line("made by", Names.abbreviate(version.path("madeBy").asString("")));
    line("tags", pairs(version.path("tags")));
    line("about", Names.abbreviate(version.path("description").asString("")));
    TextTable table = new TextTable("COLUMN", "TYPE", "MISSING", "DISTINCT", "MIN", "MAX", "", "");
    for (JsonNode column : version.path("columns")) {
      table.add(
          Names.abbreviate(column.path("column").asString("")),
          column.path("type").asString(""),
          number(column.path("nulls")),
          number(column.path("distinct")),
          column.path("masked").asBoolean(false) ? "***" : bound(column, "min"),
          column.path("masked").asBoolean(false) ? "***" : bound(column, "max"),
          bars(column.path("histogram")),
          Names.abbreviate(pairs(column.path("top"))));
    }
    table.print(out);
  }

  /// Times are told in seconds since 1970.
  private static String bound(JsonNode column, String key) {
    JsonNode value = column.path(key);
    if (!value.isNumber()) {
      return "";
    }
    String type = column.path("type").asString("");
    if (type.equals("date") || type.equals("timestamp")) {
      Instant time = Instant.ofEpochSecond((long) value.asDouble());
      return type.equals("date") ? time.toString().substring(0, 10) : time.toString();
    }
    return new BigDecimal(value.asDouble())
        .round(new MathContext(6))
        .stripTrailingZeros()
        .toPlainString();
  }

  void diff(JsonNode diff) {
    out.printf("%s → %s%n", diff.path("from").asString(""), diff.path("to").asString(""));
    out.printf(
        "rows: +%s −%s, files: +%s −%s%n",
        number(diff.path("rowsAdded")),
        number(diff.path("rowsRemoved")),
        number(diff.path("filesAdded")),
        number(diff.path("filesRemoved")));
    if (diff.has("exact")) {
      JsonNode exact = diff.path("exact");
      out.printf(
          "compared one by one: +%s −%s, changed %s%n",
          number(exact.path("added")),
          number(exact.path("removed")),
          number(exact.path("changed")));
    }
    for (JsonNode change : diff.path("schema")) {
      out.printf(
          "column %s: %s → %s%n",
          change.path("change").asString(""),
          Names.abbreviate(change.path("before").asString("")),
          Names.abbreviate(change.path("after").asString("")));
    }
    TextTable table = new TextTable("COLUMN", "MISSING", "DISTINCT", "MEAN", "BEFORE", "AFTER");
    for (JsonNode column : diff.path("columns")) {
      JsonNode before = column.path("before");
      JsonNode after = column.path("after");
      table.add(
          Names.abbreviate(column.path("column").asString("")),
          moved(before, after, "nulls"),
          moved(before, after, "distinct"),
          moved(before, after, "mean"),
          bars(before.path("histogram")),
          bars(after.path("histogram")));
    }
    table.print(out);
  }

  private static String moved(JsonNode before, JsonNode after, String what) {
    String old = before.path(what).asString("");
    String now = after.path(what).asString("");
    return old.equals(now) ? now : old + " → " + now;
  }

  /// A histogram in one line; its bins may leave gaps.
  private static String bars(JsonNode histogram) {
    if (histogram.isEmpty()) {
      return "";
    }
    double first = histogram.get(0).path("from").asDouble();
    double width = histogram.get(0).path("to").asDouble() - first;
    double last = histogram.get(histogram.size() - 1).path("from").asDouble();
    int bins = (int) Math.min(64, Math.round((last - first) / width) + 1);
    long[] counts = new long[bins];
    long most = 1;
    for (JsonNode bin : histogram) {
      int index = (int) Math.round((bin.path("from").asDouble() - first) / width);
      if (index >= 0 && index < bins) {
        counts[index] = bin.path("count").asLong();
        most = Math.max(most, counts[index]);
      }
    }
    StringBuilder bars = new StringBuilder();
    for (long count : counts) {
      bars.append(BARS.charAt((int) Math.ceil(8.0 * count / most)));
    }
    return bars.toString();
  }

  private static String pairs(JsonNode map) {
    List<String> pairs = new ArrayList<>();
    map.propertyStream()
        .forEach(pair -> pairs.add(pair.getKey() + "=" + pair.getValue().asString("")));
    return String.join(", ", pairs);
  }

  private static String number(JsonNode number) {
    return String.format(Locale.ROOT, "%,d", number.asLong());
  }

  private void line(String label, String value) {
    if (!value.isEmpty()) {
      out.printf("  %-9s %s%n", label, value);
    }
  }
}
