package dev.evenkeel.data;

import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import dev.evenkeel.contracts.odcs.DocumentReader.Mode;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.contracts.rules.RulePlan;
import dev.evenkeel.contracts.rules.Threshold;
import java.util.List;
import java.util.Locale;

/// Rules of a contract that an ingest does not judge, so that nobody takes them for held.
final class UncheckedRules {
  private UncheckedRules() {}

  /// Each as `column: rule`.
  static List<String> of(String yaml, String where) {
    Document document = DocumentReader.read(yaml, where, Mode.TOLERANT);
    return document.schema().stream()
        .flatMap(object -> RulePlan.of(document, object.name()).rules().stream())
        .filter(rule -> !isChecked(rule.body()))
        .map(UncheckedRules::words)
        .distinct()
        .toList();
  }

  private static boolean isChecked(Body body) {
    return switch (body) {
      case Body.Present _,
          Body.Required _,
          Body.OneOf _,
          Body.Length _,
          Body.Pattern _,
          Body.Unique _ ->
          true;
      case Body.HasType has -> !has.logicalType().isEmpty();
      case Body.NumberRange range -> !range.isExclusiveMinimum() && !range.isExclusiveMaximum();
      case Body.InvalidValues invalid ->
          invalid.pattern().isEmpty() && invalid.threshold().equals(Threshold.NONE);
      // Nothing runs it anywhere, which lint says.
      case Body.NotExecutable _ -> true;
      default -> false;
    };
  }

  private static String words(Rule rule) {
    String kind = rule.body().getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    String column = rule.column().isEmpty() ? "rows" : rule.columnText();
    return "%s: %s".formatted(column, kind.toLowerCase(Locale.ROOT));
  }
}
