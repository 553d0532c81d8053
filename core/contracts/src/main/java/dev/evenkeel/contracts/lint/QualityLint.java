package dev.evenkeel.contracts.lint;

import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.QualityRule;
import dev.evenkeel.contracts.odcs.SchemaObject;
import dev.evenkeel.contracts.odcs.SchemaProperty;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.contracts.rules.RulePlan;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Rules that will not run, or not as they are meant.
final class QualityLint {
  private static final Map<String, Set<String>> ARGUMENTS =
      Map.of(
          "nullValues", Set.of(),
          "missingValues", Set.of("missingValues"),
          "invalidValues", Set.of("validValues", "pattern"),
          "duplicateValues", Set.of("properties"),
          "rowCount", Set.of());
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$?\\{([^{}]{0,100})\\}");
  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "object",
          "property",
          "model",
          "table",
          "field",
          "column",
          "schema",
          "dataset",
          "project",
          "catalog",
          "database");

  private final Findings findings;

  QualityLint(Findings findings) {
    this.findings = findings;
  }

  void check(Document document) {
    for (int index = 0; index < document.schema().size(); index++) {
      SchemaObject object = document.schema().get(index);
      String pointer = "/schema/" + index;
      rules(pointer + "/quality", object.quality());
      properties(pointer + "/properties", object.properties(), object);
      for (Rule rule : RulePlan.of(document, object.name()).rules()) {
        if (rule.body() instanceof Body.NotExecutable reason
            && !rule.body().equals(Body.NotExecutable.TEXT)) {
          findings.warning(rule.pointer(), "the rule will not be executed: " + reason.reason(), "");
        }
      }
    }
  }

  private void properties(String pointer, List<SchemaProperty> properties, SchemaObject object) {
    for (int index = 0; index < properties.size(); index++) {
      String at = pointer + "/" + index;
      SchemaProperty property = properties.get(index);
      rules(at + "/quality", property.quality());
      for (int relation = 0; relation < property.relationships().size(); relation++) {
        if (property.relationships().get(relation).to().orElse("") instanceof List<?>) {
          findings.error(
              "%s/relationships/%d/to".formatted(at, relation),
              "a list of targets for one property",
              "move a key of several parts to the object, with `from` and `to`");
        }
      }
      properties(at + "/properties", property.properties(), object);
    }
  }

  private void rules(String pointer, List<QualityRule> rules) {
    for (int index = 0; index < rules.size(); index++) {
      rule(pointer + "/" + index, rules.get(index));
    }
  }

  private void rule(String pointer, QualityRule rule) {
    if (rule.type().equals("sql") && !rule.metric().isEmpty()) {
      findings.error(pointer, "a rule with both a query and a metric", "make two rules of it");
    }
    if (rule.type().isEmpty() && rule.metric().isEmpty() && rule.rule().isEmpty()) {
      findings.warning(
          pointer,
          "a rule with neither `type` nor `metric` is read as a text for people",
          "write `type: text`, or name a metric");
    }
    arguments(pointer, rule);
    between(pointer + "/mustBeBetween", rule.mustBeBetween());
    between(pointer + "/mustNotBeBetween", rule.mustNotBeBetween());
    if (rule.arguments().get("pattern") instanceof String pattern) {
      SchemaLint.pattern(findings, pointer + "/arguments/pattern", pattern);
    }
    Matcher placeholders = PLACEHOLDER.matcher(rule.query());
    while (placeholders.find()) {
      String name = placeholders.group(1);
      if (!PLACEHOLDERS.contains(name)) {
        findings.error(
            pointer + "/query",
            "placeholder `%s` is unknown".formatted(Names.abbreviate(placeholders.group())),
            "use one of " + String.join(", ", new TreeSet<>(PLACEHOLDERS)));
      }
    }
  }

  private void arguments(String pointer, QualityRule rule) {
    Set<String> known = ARGUMENTS.getOrDefault(rule.metric(), rule.arguments().keySet());
    for (String argument : rule.arguments().keySet()) {
      if (!known.contains(argument)) {
        findings.error(
            "%s/arguments/%s".formatted(pointer, argument.replace("~", "~0").replace("/", "~1")),
            "argument `%s` is unknown to `%s`".formatted(Names.abbreviate(argument), rule.metric()),
            known.isEmpty() ? "remove it" : "use " + String.join(" or ", new TreeSet<>(known)));
      }
    }
  }

  private void between(String pointer, List<BigDecimal> bounds) {
    if (bounds.size() == 2 && bounds.getFirst().compareTo(bounds.getLast()) > 0) {
      findings.error(pointer, "the upper bound stands first", "write the smaller number first");
    }
  }
}
