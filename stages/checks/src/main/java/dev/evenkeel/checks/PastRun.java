package dev.evenkeel.checks;

import dev.evenkeel.base.Json;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What one check of one table found, as a history keeps it.
///
/// @param contract `id@version`
/// @param nulls missing values of each column
public record PastRun(
    Instant at,
    String contract,
    String object,
    long rows,
    Map<String, Long> nulls,
    List<PastResult> results) {
  public PastRun {
    nulls = Map.copyOf(nulls);
    results = List.copyOf(results);
  }

  /// How a rule ended.
  ///
  /// @param rule its column, kind and name; the same while the rule is, wherever it moves
  /// @param measured as [RuleResult] has it
  public record PastResult(
      String rule, String column, String kind, Outcome outcome, Optional<BigDecimal> measured) {}

  /// Of a report.
  public static PastRun of(CheckReport report) {
    List<PastResult> results = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    for (RuleResult result : report.results()) {
      String kind = result.rule().body().getClass().getSimpleName();
      String rule =
          "%s %s %s".formatted(result.rule().columnText(), kind, result.rule().name()).strip();
      int before = seen.merge(rule, 1, Integer::sum);
      results.add(
          new PastResult(
              before == 1 ? rule : rule + " " + before,
              result.rule().columnText(),
              kind,
              result.outcome(),
              result.measured()));
    }
    return new PastRun(
        report.started(),
        report.contract(),
        report.object(),
        report.rows(),
        report.nulls(),
        results);
  }

  /// One line of JSON without a line feed.
  String line() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("at", at.toString());
    json.put("contract", contract);
    json.put("object", object);
    json.put("rows", rows);
    json.put("nulls", nulls);
    json.put(
        "results",
        results.stream()
            .map(result -> {
              Map<String, Object> each = new LinkedHashMap<>();
              each.put("rule", result.rule());
              each.put("column", result.column());
              each.put("kind", result.kind());
              each.put("outcome", result.outcome().written());
              result.measured().ifPresent(number -> each.put("measured", number));
              return each;
            })
            .toList());
    return Json.text(json);
  }

  /// Empty for what is no such line: a crash may have torn it.
  static Optional<PastRun> read(byte[] line) {
    try {
      JsonNode json = Json.parse(line, "a line of the history");
      if (!json.isObject() || !json.path("results").isArray()) {
        return Optional.empty();
      }
      Map<String, Long> nulls = new LinkedHashMap<>();
      json.path("nulls")
          .properties()
          .forEach(each -> nulls.put(each.getKey(), each.getValue().asLong()));
      List<PastResult> results = new ArrayList<>();
      json.path("results").forEach(each -> results.add(result(each)));
      return Optional.of(
          new PastRun(
              Instant.parse(json.path("at").asString("")),
              json.path("contract").asString(""),
              json.path("object").asString(""),
              json.path("rows").asLong(),
              nulls,
              results));
    } catch (dev.evenkeel.base.ProblemException
        | DateTimeException
        | IllegalArgumentException
        | tools.jackson.core.JacksonException e) {
      return Optional.empty();
    }
  }

  private static PastResult result(JsonNode json) {
    for (Outcome outcome : Outcome.values()) {
      if (outcome.written().equals(json.path("outcome").asString(""))) {
        JsonNode measured = json.path("measured");
        return new PastResult(
            json.path("rule").asString(""),
            json.path("column").asString(""),
            json.path("kind").asString(""),
            outcome,
            measured.isNumber() ? Optional.of(measured.decimalValue()) : Optional.empty());
      }
    }
    throw new IllegalArgumentException("Cannot read a result: got " + json);
  }
}
