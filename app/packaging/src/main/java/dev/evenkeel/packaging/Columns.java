package dev.evenkeel.packaging;

import dev.evenkeel.automation.LoopProject;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.ColumnSummary;
import dev.evenkeel.data.TimeFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a file's columns look like: in the first year, and as a whole.
final class Columns {
  private final InferenceRequest request;
  private final TimeFormat timeFormat;
  private final Map<String, ColumnSummary> known = new LinkedHashMap<>();
  private final Map<String, ColumnSummary> whole = new LinkedHashMap<>();

  Columns(
      InferenceRequest request,
      TimeFormat timeFormat,
      List<ColumnSummary> known,
      List<ColumnSummary> whole) {
    this.request = request;
    this.timeFormat = timeFormat;
    known.forEach(column -> this.known.put(column.name(), column));
    whole.forEach(column -> this.whole.put(column.name(), column));
    demandTarget();
  }

  private void demandTarget() {
    String target = request.target();
    if (!whole.containsKey(target)) {
      String near = Names.nearest(target, whole.keySet());
      throw problem(
          "column `%s` is missing".formatted(Names.abbreviate(target)),
          "one of " + String.join(", ", whole.keySet()),
          near.isEmpty() ? "" : "did you mean `%s`?".formatted(near));
    }
    if (target.equals(request.time())) {
      throw problem(
          "column `%s` is both time and target".formatted(target),
          "two columns",
          "name another with --time or --target");
    }
    if (LoopProject.RESERVED.contains(target)) {
      throw problem(
          "column `%s` has a name of ours".formatted(target), "another name", "rename the column");
    }
  }

  String time() {
    return request.time();
  }

  String target() {
    return request.target();
  }

  TimeFormat timeFormat() {
    return timeFormat;
  }

  String timeNote() {
    return "time: %s, read as %s"
        .formatted(time(), timeFormat.pattern().isEmpty() ? "ISO 8601" : timeFormat.pattern());
  }

  /// In the first year.
  ColumnSummary known(String column) {
    return find(known, column);
  }

  /// In the whole file.
  ColumnSummary whole(String column) {
    return find(whole, column);
  }

  private static ColumnSummary find(Map<String, ColumnSummary> columns, String name) {
    ColumnSummary found = columns.get(name);
    if (found == null) {
      throw new IllegalArgumentException("Cannot find column %s".formatted(name));
    }
    return found;
  }

  boolean has(String column) {
    return whole.containsKey(column);
  }

  /// What may become features, in the order of the file.
  List<String> candidates() {
    return whole.keySet().stream()
        .filter(column -> !column.equals(time()) && !column.equals(target()))
        .toList();
  }

  /// Types and empty cells of the whole file, levels of the first year.
  List<ColumnSummary> contractColumns() {
    List<ColumnSummary> columns = new ArrayList<>();
    whole.forEach((name, all) ->
        columns.add(
            new ColumnSummary(
                name,
                all.type(),
                all.format(),
                all.rows(),
                all.missing(),
                all.distinct(),
                known(name).values())));
    return columns;
  }

  RuntimeException problem(String what, String expected, String remedy) {
    return new Problem(
            Problem.Kind.INPUT, what, request.file().getFileName().toString(), expected, remedy)
        .asException();
  }
}
