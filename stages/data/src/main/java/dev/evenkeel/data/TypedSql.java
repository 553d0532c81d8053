package dev.evenkeel.data;

import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Property;
import java.util.List;
import java.util.stream.Collectors;

/// Renders columns and checks for DuckDB. Cells come as text, so that a bad one is a violation and
/// never a failed read. [dev.evenkeel.contracts.RowReader] means the same by each check.
final class TypedSql {
  private TypedSql() {}

  /// The cell as its type, or null when it is none.
  static String typed(Property property) {
    String raw = DuckDb.name(property.name());
    return switch (property.type()) {
      case STRING -> raw;
      case NUMBER -> finite(raw);
      // A cast to BIGINT would round 3.7 to 4.
      case INTEGER ->
          "case when %1$s = floor(%1$s) and abs(%1$s) <= 9007199254740992 then cast(%1$s as bigint) end"
              .formatted(finite(raw));
      case BOOLEAN ->
          "case lower(trim(%1$s)) when 'true' then true when '1' then true when 'false' then false when '0' then false end"
              .formatted(raw);
      case DATE -> "cast(%s as date)".formatted(time(property, raw));
      case TIMESTAMP -> time(property, raw);
    };
  }

  private static String finite(String raw) {
    return "case when isfinite(try_cast(%1$s as double)) then try_cast(%1$s as double) end"
        .formatted(raw);
  }

  private static String time(Property property, String raw) {
    return property.format().isEmpty()
        ? "try_cast(%s as timestamptz)".formatted(raw)
        : "cast(try_strptime(%s, %s) as timestamptz)"
            .formatted(raw, DuckDb.text(Formats.strptime(property.format())));
  }

  /// True exactly when the row breaks the check.
  static String broken(Check check, Property property) {
    String raw = DuckDb.name(check.column());
    String typed = typed(property);
    return switch (check) {
      case Check.Required _ -> raw + " is null";
      case Check.IsType _ -> "%s is not null and (%s) is null".formatted(raw, typed);
      case Check.OneOf oneOf ->
          "coalesce((%s) not in (%s), false)".formatted(typed, literals(oneOf, property));
      case Check.InRange range -> "coalesce(%s, false)".formatted(outside(range, typed));
      case Check.HasLength length -> "coalesce(%s, false)".formatted(wrongLength(length, raw));
      case Check.Matches matches ->
          "coalesce(not regexp_matches(%s, %s), false)"
              .formatted(raw, DuckDb.text(matches.pattern()));
      case Check.Unique _ ->
          "%1$s is not null and count(*) over (partition by %1$s) > 1".formatted(raw);
    };
  }

  private static String literals(Check.OneOf oneOf, Property property) {
    List<String> values = oneOf.values();
    return values.stream()
        .map(value ->
            property.type().isNumeric()
                ? String.valueOf(Double.parseDouble(value))
                : DuckDb.text(value))
        .collect(Collectors.joining(", "));
  }

  private static String outside(Check.InRange range, String typed) {
    String low =
        range.minimum().isPresent()
            ? "(%s) < %s".formatted(typed, range.minimum().getAsDouble())
            : "false";
    String high =
        range.maximum().isPresent()
            ? "(%s) > %s".formatted(typed, range.maximum().getAsDouble())
            : "false";
    return low + " or " + high;
  }

  private static String wrongLength(Check.HasLength length, String raw) {
    String low =
        length.minimum().isPresent()
            ? "length(%s) < %d".formatted(raw, length.minimum().getAsInt())
            : "false";
    String high =
        length.maximum().isPresent()
            ? "length(%s) > %d".formatted(raw, length.maximum().getAsInt())
            : "false";
    return low + " or " + high;
  }
}
