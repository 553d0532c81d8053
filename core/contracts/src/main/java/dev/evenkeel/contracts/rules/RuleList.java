package dev.evenkeel.contracts.rules;

import dev.evenkeel.contracts.Severity;
import dev.evenkeel.contracts.odcs.QualityRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Rules on their way into a plan, each with an id of its own.
final class RuleList {
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final String root;

  /// @param root pointer of the object
  RuleList(String root) {
    this.root = root;
  }

  /// A rule that a property or an object declares by a key of its own.
  void add(String pointer, List<String> column, Body body) {
    add(pointer, column, "", Severity.ERROR, dimension(body), body);
  }

  /// A rule of the group `quality`.
  void add(String pointer, List<String> column, QualityRule rule, Body body) {
    String name = rule.name().isEmpty() ? rule.id() : rule.name();
    String dimension = rule.dimension().isEmpty() ? dimension(body) : rule.dimension();
    add(pointer, column, name, Severity.of(rule.severity()), dimension, body);
  }

  void addAll(List<Rule> others) {
    others.forEach(rule ->
        add(
            rule.pointer(),
            rule.column(),
            rule.name(),
            rule.severity(),
            rule.dimension(),
            rule.body()));
  }

  private void add(
      String pointer,
      List<String> column,
      String name,
      Severity severity,
      String dimension,
      Body body) {
    String kind = body.getClass().getSimpleName();
    String place = pointer.startsWith(root) ? pointer.substring(root.length()) : pointer;
    String id =
        "%s#%s%s"
            .formatted(place, kind.substring(0, 1).toLowerCase(Locale.ROOT), kind.substring(1));
    // Two rules of one kind at one place are told apart by their order.
    int before = ids.merge(id, 1, Integer::sum);
    String unique = before == 1 ? id : id + "-" + before;
    rules.add(new Rule(unique, pointer, column, name, severity, dimension, body));
  }

  List<Rule> done() {
    return rules;
  }

  private static String dimension(Body body) {
    return switch (body) {
      case Body.Required required -> "completeness";
      case Body.NullValues values -> "completeness";
      case Body.MissingValues values -> "completeness";
      case Body.OfKeys keys -> keys instanceof Body.ForeignKey ? "consistency" : "uniqueness";
      case Body.DuplicateValues values -> "uniqueness";
      case Body.OfRow row -> "conformity";
      case Body.Present present -> "conformity";
      case Body.InvalidValues values -> "conformity";
      case Body.Sla sla -> "timeliness";
      case Body.RowCount count -> "coverage";
      case Body.Sql sql -> "";
      case Body.NotExecutable reason -> "";
    };
  }
}
