package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.List;

/// Judges rows that are in columns already, as [RowReader] judges rows of JSON.
final class FrameChecks {
  private final List<FieldRules> fields;

  FrameChecks(List<FieldRules> fields) {
    this.fields = List.copyOf(fields);
  }

  List<Violation> violations(Frame rows, int most) {
    List<Violation> violations = new ArrayList<>();
    for (int row = 0; row < rows.rows() && violations.size() < most; row++) {
      for (FieldRules rules : fields) {
        judge(rules, rows.column(rules.property().name()), row, violations);
      }
    }
    return violations.subList(0, Math.min(most, violations.size()));
  }

  private static void judge(
      FieldRules rules, Frame.Column column, int row, List<Violation> violations) {
    String place = "/" + row + "/" + RowReader.escape(rules.property().name());
    if (column.isMissing(row)) {
      if (rules.property().required()) {
        violations.add(new Violation(place, "required", "a value", "nothing"));
      }
      return;
    }
    switch (column) {
      case Frame.Numbers(double[] values) -> number(rules, values[row], place, violations);
      case Frame.Texts texts -> text(rules, String.valueOf(texts.values()[row]), place, violations);
      case Frame.Times(long[] values) -> {
        long time = values[row];
        for (FieldRules.Rule rule : rules.rules()) {
          broken(rule, rule.holds(time), time, place, violations);
        }
      }
    }
  }

  private static void number(
      FieldRules rules, double value, String place, List<Violation> violations) {
    boolean isTruth = value == 0 || value == 1;
    boolean isOfType =
        rules.property().type() == LogicalType.BOOLEAN ? isTruth : rules.isNumber(value);
    if (!isOfType) {
      violations.add(
          new Violation(
              place,
              "type",
              RowReader.expected(rules.property()),
              "the number " + FieldRules.plain(value)));
      return;
    }
    for (FieldRules.Rule rule : rules.rules()) {
      broken(rule, rule.holds(value), value, place, violations);
    }
  }

  private static void text(
      FieldRules rules, String value, String place, List<Violation> violations) {
    if (!FieldRules.isText(value)) {
      violations.add(
          new Violation(
              place,
              "type",
              RowReader.expected(rules.property()),
              "the string " + Names.abbreviate(value)));
      return;
    }
    for (FieldRules.Rule rule : rules.rules()) {
      broken(rule, rule.holds(value), value, place, violations);
    }
  }

  private static void broken(
      FieldRules.Rule rule, boolean holds, Object value, String place, List<Violation> violations) {
    if (!holds && rule.isHard()) {
      String found = Names.abbreviate(FieldRules.plain(value));
      Check check = rule.check();
      violations.add(new Violation(place, check.rule(), check.expected(), found));
    }
  }
}
