package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Rules in the words of results: what kind one is, and what it expects.
public final class RuleWords {
  private static final int VALUES_NAMED_MAX = 10;

  private RuleWords() {}

  /// Its kind in one word: `required`, `type`, `enum`, `range`, `length`, `pattern`, `unique`, …
  public static String kind(Rule rule) {
    return switch (rule.body()) {
      case Body.HasType _ -> "type";
      case Body.OneOf _ -> "enum";
      case Body.NumberRange _, Body.TimeRange _ -> "range";
      case Body.FitsFormat _, Body.StringFormat _ -> "format";
      case Body other -> {
        String name = other.getClass().getSimpleName();
        yield name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
      }
    };
  }

  /// What it is about: a column, some of them, or the rows.
  public static String about(Rule rule) {
    if (!rule.column().isEmpty()) {
      return rule.columnText();
    }
    return switch (rule.body()) {
      case Body.PrimaryKey key -> String.join(", ", key.columns());
      case Body.ForeignKey key -> String.join(", ", key.columns());
      case Body.DuplicateValues values -> String.join(", ", values.columns());
      default -> "rows";
    };
  }

  /// What would have been right.
  public static String expected(Rule rule) {
    return switch (rule.body()) {
      case Body.Present _ -> "a column";
      case Body.Required _ -> "a value";
      case Body.HasType has -> type(has);
      case Body.OneOf oneOf -> "one of " + listed(oneOf.values());
      case Body.NumberRange range ->
          bounds(
              range.minimum().map(RuleWords::plain).orElse(""),
              range.isExclusiveMinimum(),
              range.maximum().map(RuleWords::plain).orElse(""),
              range.isExclusiveMaximum());
      case Body.TimeRange range ->
          bounds(
              range.minimum(),
              range.isExclusiveMinimum(),
              range.maximum(),
              range.isExclusiveMaximum());
      case Body.MultipleOf multiple -> "a multiple of " + plain(multiple.factor());
      case Body.FitsFormat fits -> "a number that fits " + fits.format();
      case Body.Length length -> count(length.minimum(), length.maximum()) + " characters";
      case Body.Pattern pattern -> "a match of " + pattern.pattern();
      case Body.StringFormat format -> "of format " + format.format();
      case Body.ItemCount count -> count(count.minimum(), count.maximum()) + " items";
      case Body.UniqueItems _ -> "a list without repetition";
      case Body.KeyCount count -> count(count.minimum(), count.maximum()) + " properties";
      case Body.VectorShape _ -> "a vector of the right length";
      case Body.VectorNorm _ -> "a vector of length 1";
      case Body.Unique _, Body.PrimaryKey _ -> "a value that no other row has";
      case Body.ForeignKey key -> "a value of " + key.object();
      case Body.Metric metric -> metric(metric);
      case Body.Sla _ -> "in time";
      case Body.NotExecutable reason -> reason.reason();
    };
  }

  /// What a single value would have had to be, to be read behind `is not`.
  static String wanted(Rule rule) {
    return switch (rule.body()) {
      case Body.NullValues _, Body.MissingValues _ -> "a value";
      case Body.InvalidValues invalid ->
          invalid.values().isEmpty()
              ? "a match of " + invalid.pattern()
              : "one of " + listed(invalid.values());
      case Body.DuplicateValues _ -> "a value that no other row has";
      default -> expected(rule);
    };
  }

  private static String type(Body.HasType has) {
    String type = has.logicalType().isEmpty() ? has.physicalType() : has.logicalType();
    boolean isTime = type.equals("date") || type.equals("time") || type.equals("timestamp");
    String format = isTime && !has.format().isEmpty() ? " written as " + has.format() : "";
    return (type.matches("[aeio].*") ? "an " : "a ") + type + format;
  }

  private static String listed(List<?> values) {
    return values.size() > VALUES_NAMED_MAX
        ? "%d values".formatted(values.size())
        : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String bounds(
      String low, boolean isLowOutside, String high, boolean isHighOutside) {
    if (!low.isEmpty() && !high.isEmpty() && !isLowOutside && !isHighOutside) {
      return "from %s to %s".formatted(low, high);
    }
    List<String> said = new ArrayList<>();
    if (!low.isEmpty()) {
      said.add((isLowOutside ? "above " : "at least ") + low);
    }
    if (!high.isEmpty()) {
      said.add((isHighOutside ? "below " : "at most ") + high);
    }
    return String.join(" and ", said);
  }

  private static String plain(BigDecimal number) {
    BigDecimal bare = number.stripTrailingZeros();
    return bare.precision() - bare.scale() > 15 ? bare.toString() : bare.toPlainString();
  }

  private static String count(OptionalLong low, OptionalLong high) {
    return "%s to %s"
        .formatted(
            low.isPresent() ? low.getAsLong() : "0",
            high.isPresent() ? high.getAsLong() : "any number of");
  }

  private static String metric(Body.Metric metric) {
    String counted =
        switch (metric) {
          case Body.NullValues _ -> "missing values";
          case Body.MissingValues missing -> "rows with " + listed(missing.values());
          case Body.InvalidValues invalid ->
              invalid.values().isEmpty()
                  ? "rows without a match of " + invalid.pattern()
                  : "rows with other values than "
                      + listed(invalid.values())
                      + Optional.of(invalid.pattern())
                          .filter(pattern -> !pattern.isEmpty())
                          .map(" and a match of "::concat)
                          .orElse("");
          case Body.DuplicateValues _ -> "repeated values";
          case Body.RowCount _ -> "rows";
          case Body.Sql _ -> "rows by the query";
        };
    return "%s: their number %s".formatted(counted, metric.threshold());
  }
}
