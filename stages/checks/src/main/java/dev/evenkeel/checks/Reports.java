package dev.evenkeel.checks;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Reports for programs: JSON in the shape of datacontract-cli's runs, and JUnit's XML.
public final class Reports {
  private Reports() {}

  /// A run as datacontract-cli writes it, so that what reads those reads ours; what it has no word
  /// for (`not-executable`, measured numbers) stands beside it.
  public static String json(List<CheckReport> reports) {
    Map<String, Object> run = new LinkedHashMap<>();
    CheckReport first = reports.getFirst();
    int at = first.contract().lastIndexOf('@');
    run.put("runId", UUID.randomUUID().toString());
    run.put("dataContractId", first.contract().substring(0, at));
    run.put("dataContractVersion", first.contract().substring(at + 1));
    run.put("timestampStart", first.started().toString());
    run.put("timestampEnd", reports.getLast().ended().toString());
    run.put("result", worst(reports).written());
    List<Map<String, Object>> checks = new ArrayList<>();
    for (CheckReport report : reports) {
      report.results().forEach(result -> checks.add(check(report, result)));
    }
    run.put("checks", checks);
    run.put("logs", List.of());
    return Json.text(run);
  }

  /// The worst outcome of several objects.
  public static Outcome worst(List<CheckReport> reports) {
    return reports.stream()
        .map(CheckReport::outcome)
        .min(Outcome::compareTo)
        .orElse(Outcome.PASSED);
  }

  private static Map<String, Object> check(CheckReport report, RuleResult result) {
    Rule rule = result.rule();
    Map<String, Object> check = new LinkedHashMap<>();
    check.put("id", report.object() + rule.id());
    check.put("key", report.object() + rule.id());
    check.put("category", category(rule.body()));
    check.put("type", type(rule.body()));
    check.put("name", name(rule));
    check.put("model", report.object());
    check.put("field", rule.columnText());
    check.put("engine", "duckdb");
    check.put("result", result.outcome().written());
    check.put("reason", result.reason());
    Map<String, Object> diagnostics = new LinkedHashMap<>();
    result.measured().ifPresent(number -> diagnostics.put("measured", number));
    diagnostics.put("rows", report.rows());
    check.put("diagnostics", diagnostics);
    return check;
  }

  private static String name(Rule rule) {
    if (!rule.name().isEmpty()) {
      return rule.name();
    }
    String kind = rule.body().getClass().getSimpleName();
    return (rule.columnText() + " " + kind).strip();
  }

  private static String category(Body body) {
    return switch (body) {
      case Body.Sla _ -> "servicelevel";
      case Body.Metric _ -> "quality";
      case Body.NotExecutable _ -> "custom";
      default -> "schema";
    };
  }

  private static String type(Body body) {
    return switch (body) {
      case Body.Present _ -> "field_is_present";
      case Body.HasType _ -> "field_type";
      case Body.Required _ -> "field_required";
      case Body.Unique _ -> "field_unique";
      case Body.PrimaryKey _ -> "primary_key_unique";
      case Body.Pattern _ -> "field_regex";
      case Body.Length _ -> "field_length";
      case Body.OneOf _ -> "field_enum";
      case Body.NullValues _ -> "field_null_values";
      case Body.MissingValues _ -> "field_missing_values";
      case Body.InvalidValues _ -> "field_invalid_values";
      case Body.DuplicateValues _ -> "model_duplicate_values";
      case Body.RowCount _ -> "row_count";
      case Body.Sql _ -> "field_quality_sql";
      case Body.Freshness _ -> "servicelevel_freshness";
      case Body.Retention _ -> "servicelevel_retention";
      default -> body.getClass().getSimpleName();
    };
  }

  /// One test case a rule; warnings pass, what cannot be measured is skipped.
  public static String junit(List<CheckReport> reports) {
    StringBuilder xml =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for (CheckReport report : reports) {
      double seconds = Duration.between(report.started(), report.ended()).toMillis() / 1_000.0;
      xml.append(
          "  <testsuite name=\"%s %s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n"
              .formatted(
                  escaped(report.contract()),
                  escaped(report.object()),
                  report.results().size(),
                  report.count(Outcome.FAILED),
                  report.count(Outcome.ERROR),
                  report.count(Outcome.NOT_EXECUTABLE),
                  seconds));
      report.results().forEach(result -> testcase(report, result, xml));
      xml.append("  </testsuite>\n");
    }
    return xml.append("</testsuites>\n").toString();
  }

  private static void testcase(CheckReport report, RuleResult result, StringBuilder xml) {
    xml.append(
        "    <testcase classname=\"%s\" name=\"%s\""
            .formatted(
                escaped(report.object()), escaped(result.rule().id() + " " + name(result.rule()))));
    String element =
        switch (result.outcome()) {
          case FAILED -> "failure";
          case ERROR -> "error";
          case NOT_EXECUTABLE -> "skipped";
          case PASSED, WARNING -> "";
        };
    xml.append(
        element.isEmpty()
            ? "/>\n"
            : "><%s message=\"%s\"/></testcase>\n".formatted(element, escaped(result.reason())));
  }

  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cs}\uFFFE\uFFFF]", "?")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
