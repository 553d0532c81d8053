package dev.evenkeel.server;

import dev.evenkeel.base.Json;
import dev.evenkeel.console.DatasetVersionView;
import dev.evenkeel.console.DatasetsView;
import dev.evenkeel.data.ColumnStatistics;
import dev.evenkeel.data.DatasetVersion;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What is known of datasets, in the words of the pages.
final class DatasetTexts {
  private static final String NOT_JUDGED = "not judged";
  private static final int VALUE_CHARS_MAX = 24;
  private static final int VALUES_SHOWN = 4;
  private static final int RULES_MAX = 500;

  /// So many different values are counted, more are estimated.
  private static final long EXACT_MAX = 256;

  /// Beyond it a double is no time that anybody means.
  private static final double SECONDS_MAX = 2.5e11;

  private DatasetTexts() {}

  static String address(DatasetVersion version) {
    return "/datasets/%s/versions/%d".formatted(version.dataset(), version.number());
  }

  /// Where people look at a version; empty for one that is gone.
  static String page(DatasetVersion version) {
    return switch (version.state()) {
      case PUBLISHED -> address(version);
      case REJECTED -> address(version) + "/quarantine";
      case STAGED, EXPIRED -> "";
    };
  }

  /// Which share of its batch a version lost to quarantine.
  static double lost(DatasetVersion version) {
    long batch = version.rows() + version.rejected();
    return version.rejected() == 0 ? 0 : (double) version.rejected() / batch;
  }

  static String share(double share) {
    if (share > 0 && share < 0.001) {
      return "< 0.1 %";
    }
    return share == 0 ? "0 %" : String.format(Locale.ROOT, "%.1f %%", share * 100);
  }

  static String shortened(String value) {
    return value.codePointCount(0, value.length()) <= VALUE_CHARS_MAX
        ? value
        : value.substring(0, value.offsetByCodePoints(0, VALUE_CHARS_MAX - 1)) + "…";
  }

  /// A number of a column; of a time, which is kept in seconds, the time.
  static String value(ColumnStatistics column, double value) {
    boolean isDate = column.type().startsWith("date");
    boolean isTime = column.type().startsWith("time");
    if ((!isDate && !isTime) || Math.abs(value) > SECONDS_MAX) {
      return RunPageViews.number(value);
    }
    Instant at = Instant.ofEpochSecond((long) value);
    return isDate
        ? at.atOffset(ZoneOffset.UTC).toLocalDate().toString()
        : ShownTimes.minute(at.toEpochMilli());
  }

  /// How many values, as far as it is known: of many, about.
  static String distinct(ColumnStatistics column) {
    long there = column.rows() - column.nulls();
    return column.distinct() > EXACT_MAX
        ? "≈ %,d".formatted(Math.min(there, column.distinct()))
        : "%,d".formatted(column.distinct());
  }

  /// The share of missing values.
  static String missing(ColumnStatistics column) {
    return share(column.nulls() / (double) Math.max(1, column.rows()));
  }

  /// Of times, in days.
  static String deviation(ColumnStatistics column) {
    boolean isTime = column.type().startsWith("date") || column.type().startsWith("time");
    double deviation = column.numbers().sd();
    return isTime
        ? RunPageViews.number(deviation / 86_400) + " days"
        : RunPageViews.number(deviation);
  }

  /// The commonest values of a column that has few.
  static String values(ColumnStatistics column) {
    String shown =
        column.top().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(VALUES_SHOWN)
            .map(each ->
                "%s %s"
                    .formatted(
                        shortened(each.getKey()),
                        share(each.getValue() / (double) Math.max(1, column.rows()))))
            .collect(Collectors.joining(", "));
    return column.top().size() > VALUES_SHOWN ? shown + ", …" : shown;
  }

  /// The rules of a contract with how often a batch broke them.
  ///
  /// @param json as [dev.evenkeel.data.Datasets#checksJson] has it
  static List<DatasetVersionView.Rule> rules(String json) {
    List<DatasetVersionView.Rule> rules = new ArrayList<>();
    for (JsonNode rule : Json.mapper().readTree(json)) {
      if (rules.size() < RULES_MAX) {
        rules.add(
            new DatasetVersionView.Rule(
                rule.path("column").asString(""),
                rule.path("rule").asString(""),
                rule.path("expected").asString(""),
                rule.path("outcome").asString("").equals("NOT_EXECUTABLE")
                    ? "warning"
                    : rule.path("severity").asString("").toLowerCase(Locale.ROOT),
                found(rule)));
      }
    }
    return rules;
  }

  /// What a rule found: `0` when it holds.
  private static String found(JsonNode rule) {
    long violations = rule.path("violations").asLong(0);
    return switch (rule.path("outcome").asString("")) {
      case "NOT_EXECUTABLE" -> NOT_JUDGED;
      case "FAILED", "WARNING" -> violations == 0 ? "broken" : "%,d".formatted(violations);
      case "ERROR" -> "could not be judged";
      default -> "%,d".formatted(violations);
    };
  }

  /// What the contract said of a version's batch, in short.
  static DatasetsView.Result result(List<DatasetVersionView.Rule> rules) {
    List<DatasetVersionView.Rule> broken =
        rules.stream()
            .filter(rule -> !List.of("0", NOT_JUDGED).contains(rule.violations()))
            .toList();
    if (rules.isEmpty()) {
      return new DatasetsView.Result("not checked", "");
    }
    return broken.isEmpty()
        ? new DatasetsView.Result("%d rules hold".formatted(rules.size()), "pass")
        : new DatasetsView.Result(
            "%d of %d rules broken".formatted(broken.size(), rules.size()),
            broken.stream().anyMatch(rule -> rule.severity().equals("error"))
                ? "fail"
                : "inconclusive");
  }
}
