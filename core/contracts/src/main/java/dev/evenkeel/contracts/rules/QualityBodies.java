package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.odcs.QualityRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the rules of the group `quality` demand.
final class QualityBodies {
  /// What 3.0 called the metrics.
  private static final Map<String, String> OLD_NAMES =
      Map.of(
          "nullCheck", "nullValues",
          "nullValues", "nullValues",
          "missingValues", "missingValues",
          "duplicateCount", "duplicateValues",
          "uniqueCheck", "duplicateValues",
          "duplicateValues", "duplicateValues",
          "validValues", "invalidValues",
          "invalidValues", "invalidValues",
          "rowCount", "rowCount",
          "countCheck", "rowCount");

  private QualityBodies() {}

  /// @param rule as it is written
  record Found(QualityRule rule, Body body) {}

  /// @param column that the rule stands at; none for the object
  static List<Found> of(QualityRule rule, List<String> column) {
    Body body =
        switch (kind(rule)) {
          case "library" -> library(rule, column);
          case "sql" -> sql(rule);
          case "custom" ->
              new Body.NotExecutable("the engine `%s` is not known here".formatted(rule.engine()));
          default -> Body.NotExecutable.TEXT;
        };
    return List.of(new Found(rule, body));
  }

  /// A rule with neither type nor metric is a text.
  private static String kind(QualityRule rule) {
    if (!rule.type().isEmpty()) {
      return rule.type();
    }
    return rule.metric().isEmpty() && rule.rule().isEmpty() ? "text" : "library";
  }

  private static Body sql(QualityRule rule) {
    Optional<Threshold> threshold = Threshold.of(rule);
    return threshold.isPresent()
        ? new Body.Sql(rule.query(), threshold.get())
        : new Body.NotExecutable("it has no operator with a number or a truth value");
  }

  private static Body library(QualityRule rule, List<String> column) {
    String written = rule.metric().isEmpty() ? rule.rule() : rule.metric();
    String metric = rule.metric().isEmpty() ? OLD_NAMES.getOrDefault(written, "") : written;
    Threshold threshold = Threshold.of(rule).orElse(null);
    if (threshold == null) {
      return new Body.NotExecutable("it has no operator with a number");
    }
    boolean isOnColumn = !column.isEmpty();
    return switch (metric) {
      case "nullValues" -> isOnColumn ? new Body.NullValues(threshold) : onProperty(metric);
      case "missingValues" -> isOnColumn ? missing(rule, threshold) : onProperty(metric);
      case "invalidValues" -> isOnColumn ? invalid(rule, threshold) : onProperty(metric);
      case "duplicateValues" -> duplicates(rule, column, threshold);
      case "rowCount" ->
          threshold.unit() == Threshold.Unit.PERCENT
              ? new Body.NotExecutable("a number of rows has no percentage")
              : new Body.RowCount(threshold);
      default ->
          new Body.NotExecutable("the metric `%s` is not one of the standard".formatted(written));
    };
  }

  private static Body onProperty(String metric) {
    return new Body.NotExecutable("`%s` is about a property, not an object".formatted(metric));
  }

  private static Body missing(QualityRule rule, Threshold threshold) {
    List<@Nullable Object> values = values(rule, "missingValues");
    return values.isEmpty()
        ? new Body.NotExecutable("`arguments.missingValues` lists nothing")
        : new Body.MissingValues(values, threshold);
  }

  private static Body invalid(QualityRule rule, Threshold threshold) {
    List<@Nullable Object> values = new ArrayList<>(values(rule, "validValues"));
    values.addAll(rule.validValues());
    String pattern = rule.arguments().get("pattern") instanceof String text ? text : "";
    return values.isEmpty() && pattern.isEmpty()
        ? new Body.NotExecutable("`arguments` has neither `validValues` nor `pattern`")
        : new Body.InvalidValues(values, pattern, threshold);
  }

  private static Body duplicates(QualityRule rule, List<String> column, Threshold threshold) {
    List<String> columns = new ArrayList<>();
    for (Object each : values(rule, "properties")) {
      columns.add(String.valueOf(each));
    }
    if (columns.isEmpty() && column.size() == 1) {
      columns.add(column.getFirst());
    }
    return columns.isEmpty()
        ? new Body.NotExecutable("`arguments.properties` lists nothing")
        : new Body.DuplicateValues(columns, threshold);
  }

  private static List<@Nullable Object> values(QualityRule rule, String argument) {
    List<@Nullable Object> values = new ArrayList<>();
    if (rule.arguments().get(argument) instanceof List<?> items) {
      values.addAll(items);
    }
    return values;
  }
}
