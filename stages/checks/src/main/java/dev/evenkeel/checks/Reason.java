package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import java.util.stream.Collectors;

/// Why a row is bad.
///
/// @param condition of SQL that holds for the rows that it is about
/// @param text in plain words, without the row's values
record Reason(String condition, String text) {
  private static final int VALUES_NAMED_MAX = 10;

  static Reason of(Rule rule, String condition) {
    String where = rule.column().isEmpty() ? "row" : rule.columnText();
    return new Reason(condition, where + ": " + why(rule.body()));
  }

  private static String why(Body body) {
    return switch (body) {
      case Body.Required _, Body.NullValues _ -> "is missing";
      case Body.HasType has -> "is not of type " + has.logicalType();
      case Body.OneOf oneOf ->
          oneOf.values().size() > VALUES_NAMED_MAX
              ? "is none of the %d allowed values".formatted(oneOf.values().size())
              : oneOf.values().stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", ", "is none of ", ""));
      case Body.NumberRange range ->
          "is outside of its bounds"
              + range.minimum().map(low -> ", minimum " + low.toPlainString()).orElse("")
              + range.maximum().map(high -> ", maximum " + high.toPlainString()).orElse("");
      case Body.TimeRange range ->
          "is outside of its bounds"
              + (range.minimum().isEmpty() ? "" : ", minimum " + range.minimum())
              + (range.maximum().isEmpty() ? "" : ", maximum " + range.maximum());
      case Body.MultipleOf multiple -> "is not a multiple of " + multiple.factor().toPlainString();
      case Body.FitsFormat fits -> "does not fit " + fits.format();
      case Body.Length _ -> "is too short or too long";
      case Body.Pattern pattern -> "does not match " + pattern.pattern();
      case Body.StringFormat format -> "is not of format " + format.format();
      case Body.ItemCount _ -> "has too few or too many items";
      case Body.UniqueItems _ -> "has an item twice";
      case Body.KeyCount _ -> "has too few or too many properties";
      case Body.VectorShape _ -> "has not the length of its vectors";
      case Body.VectorNorm _ -> "is not of length 1";
      case Body.Unique _, Body.DuplicateValues _ -> "stands more than once";
      case Body.PrimaryKey _ -> "is missing or stands more than once";
      case Body.ForeignKey key -> "refers to nothing in " + key.object();
      case Body.MissingValues _ -> "stands for a missing value";
      case Body.InvalidValues _ -> "is not valid";
      case Body.Present _, Body.RowCount _, Body.Sql _, Body.Sla _, Body.NotExecutable _ ->
          "breaks its rule";
    };
  }
}
