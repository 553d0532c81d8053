package dev.evenkeel.tables;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.EcmaPattern;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.TextFormats;
import java.math.BigDecimal;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Renders columns and checks for DuckDB. Cells come as text, so that a bad one is a violation and
/// never a failed read. [dev.evenkeel.contracts.RowReader] means the same by each check.
public final class TypedSql {
  private TypedSql() {}

  /// The cell as its type, or null when it is none.
  public static String typed(Property property) {
    return typed(DuckDb.name(property.name()), property);
  }

  /// A text as a type, or null when it is none.
  ///
  /// @param raw expression of the text
  public static String typed(String raw, Property property) {
    return switch (property.type()) {
      case STRING -> raw;
      case NUMBER -> finite(raw);
      // A cast to BIGINT would round 3.7 to 4, and a double an integer that it cannot hold.
      case INTEGER ->
          ("case when %1$s = floor(%1$s) and abs(%1$s) <= 9007199254740992 and"
                  + " coalesce(try_cast(%2$s as bigint) between -9007199254740992 and 9007199254740992, true)"
                  + " then cast(%1$s as bigint) end")
              .formatted(finite(raw), raw);
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
    String read =
        property.format().isEmpty()
            ? "try_cast(%s as timestamptz)".formatted(raw)
            : "cast(try_strptime(%s, %s) as timestamptz)"
                .formatted(raw, DuckDb.text(Formats.strptime(property.format())));
    return "case when regexp_full_match(%s, %s) then %s end"
        .formatted(raw, DuckDb.text(Formats.shape(property.type(), property.format())), read);
  }

  /// True exactly when the row breaks the check.
  public static String broken(Check check, Property property) {
    String raw = DuckDb.name(check.column());
    String typed = typed(property);
    return switch (check) {
      case Check.Required _ -> raw + " is null";
      case Check.IsType _ -> "%s is not null and (%s) is null".formatted(raw, typed);
      case Check.OneOf oneOf -> "coalesce(%s, false)".formatted(notOneOf(oneOf, property, typed));
      case Check.InRange range -> "coalesce(%s, false)".formatted(outside(range, typed));
      case Check.HasLength length -> "coalesce(%s, false)".formatted(wrongLength(length, raw));
      case Check.Matches matches ->
          "coalesce(not regexp_matches(%s, %s), false)".formatted(raw, DuckDb.text(re2(matches)));
      case Check.Beyond beyond -> beyondBounds(typed, beyond.minimum(), beyond.maximum());
      case Check.Fits fits -> beyondBounds(typed, fits.minimum(), fits.maximum());
      case Check.MultipleOf multiple ->
          "coalesce(%s, false)".formatted(noMultiple(multiple.factor(), typed));
      case Check.HasFormat format ->
          "coalesce(not regexp_full_match(%1$s, %2$s) or length(%1$s) > %3$d, false)"
              .formatted(
                  raw,
                  DuckDb.text(TextFormats.pattern(format.format())),
                  TextFormats.charactersMax(format.format()));
      case Check.InTime time ->
          "coalesce(epoch_us(cast(%s as timestamptz)) not between %d and %d, false)"
              .formatted(typed, Math.max(time.minimum(), -Long.MAX_VALUE), time.maximum());
      // By value: `1` and `1.0` are one number.
      case Check.Unique _ ->
          "(%1$s) is not null and count(*) over (partition by %1$s) > 1".formatted(typed);
    };
  }

  private static String re2(Check.Matches matches) {
    return EcmaPattern.of(matches.pattern())
        .re2()
        .orElseThrow(() ->
            new Problem(
                    Problem.Kind.INPUT,
                    "the pattern of %s cannot be judged over files"
                        .formatted(Names.abbreviate(matches.column())),
                    Names.abbreviate(matches.pattern()),
                    "a pattern without look-around and back references, and of moderate size",
                    "say the same in plainer terms; requests are judged by it as it is")
                .asException());
  }

  private static String notOneOf(Check.OneOf oneOf, Property property, String typed) {
    if (property.type().isTime()) {
      String times =
          listed(
              oneOf,
              value ->
                  Formats.parse(value, property.type(), property.format()).stream()
                      .mapToObj(String::valueOf)
                      .findFirst()
                      .orElse("null"));
      return "epoch_us(cast(%s as timestamptz)) not in (%s)".formatted(typed, times);
    }
    return property.type().isNumeric()
        ? "cast(%s as double) not in (%s)"
            .formatted(typed, listed(oneOf, value -> number(Double.parseDouble(value))))
        : "(%s) not in (%s)".formatted(typed, listed(oneOf, DuckDb::text));
  }

  private static String listed(Check.OneOf oneOf, Function<String, String> literal) {
    return oneOf.values().stream().map(literal).collect(Collectors.joining(", "));
  }

  // A plain literal would be a decimal.
  private static String number(double value) {
    return "cast(%s as double)".formatted(value);
  }

  private static String outside(Check.InRange range, String typed) {
    String low =
        range.minimum().isPresent()
            ? "(%s) < %s".formatted(typed, number(range.minimum().getAsDouble()))
            : "false";
    String high =
        range.maximum().isPresent()
            ? "(%s) > %s".formatted(typed, number(range.maximum().getAsDouble()))
            : "false";
    return low + " or " + high;
  }

  private static String beyondBounds(String typed, double minimum, double maximum) {
    return "coalesce(cast(%s as double) not between %s and %s, false)"
        .formatted(typed, bound(minimum), bound(maximum));
  }

  private static String bound(double value) {
    return "cast('%s' as double)".formatted(value);
  }

  private static String noMultiple(BigDecimal factor, String typed) {
    String quotient = "cast(%s as double) / %s".formatted(typed, bound(factor.doubleValue()));
    return "abs((%1$s) - round(%1$s)) > greatest(1e-9, abs(%1$s) * 4e-16)".formatted(quotient);
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
