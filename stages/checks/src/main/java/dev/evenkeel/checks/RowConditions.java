package dev.evenkeel.checks;

import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.EcmaPattern;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.tables.DuckDb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// Rules about single rows as conditions of DuckDB.
final class RowConditions {
  private static final double NORM_TOLERANCE = 0.001;

  private RowConditions() {}

  /// @param type that the engine has for the value; empty inside of arrays and maps, where only the
  ///   engine knows it
  static Condition of(Body.OfRow body, Cell cell, String type) {
    return switch (body) {
      case Body.Required _ -> new Condition.Broken(cell.raw() + " is null");
      case Body.HasType has -> TypeCondition.of(has, cell, type);
      case Body.OneOf oneOf -> oneOf(oneOf.values(), cell);
      case Body.NumberRange range -> broken(numbers(range, cell));
      case Body.TimeRange range -> times(range, cell);
      case Body.MultipleOf multiple -> broken(notMultiple(multiple.factor(), cell));
      case Body.FitsFormat fits ->
          broken(
              "%1$s < cast('%2$s' as decimal(38,0)) or %1$s > cast('%3$s' as decimal(38,0))"
                  .formatted(
                      cell.typed(),
                      bounded(fits.minimum().toString()),
                      bounded(fits.maximum().toString())));
      case Body.Length length ->
          broken(outside("length(%s)".formatted(cell.text()), length.minimum(), length.maximum()));
      case Body.Pattern pattern -> pattern(pattern.pattern(), cell);
      case Body.StringFormat format -> broken(StringFormats.broken(format.format(), cell.text()));
      case Body.ItemCount count ->
          nested(cell, outside("len(%s)".formatted(cell.raw()), count.minimum(), count.maximum()));
      case Body.UniqueItems _ ->
          nested(
              cell,
              "len(%1$s) - len(list_filter(%1$s, lambda item: item is not null)) > 1 or len(list_distinct(%1$s)) <> len(list_filter(%1$s, lambda item: item is not null))"
                  .formatted(cell.raw()));
      case Body.KeyCount _ ->
          new Condition.Unmeasurable("the number of keys of an object is not counted here");
      case Body.VectorShape shape -> vector(shape, cell);
      case Body.VectorNorm _ ->
          nested(
              cell,
              "abs(sqrt(list_sum(list_transform(%s, lambda item: item * item))) - 1) > %s"
                  .formatted(cell.raw(), NORM_TOLERANCE));
    };
  }

  /// Decimals of the engine end at 38 digits, and no value of a column is beyond.
  private static String bounded(String number) {
    String digits = number.replace("-", "");
    return digits.length() <= 38 ? number : (number.startsWith("-") ? "-" : "") + "9".repeat(38);
  }

  private static Condition broken(String sql) {
    return new Condition.Broken("coalesce(%s, false)".formatted(sql));
  }

  private static Condition nested(Cell cell, String sql) {
    return cell.isText() ? new Condition.Unmeasurable("a CSV has no arrays") : broken(sql);
  }

  static Condition oneOf(List<Object> values, Cell cell) {
    if (cell.isTime()) {
      List<String> micros = new ArrayList<>();
      for (Object value : values) {
        Optional<String> time = cell.microsOf(value.toString());
        if (time.isEmpty()) {
          return new Condition.Unmeasurable(
              "value `%s` is no %s".formatted(value, cell.logicalType()));
        }
        micros.add(time.get());
      }
      return broken("%s not in (%s)".formatted(cell.micros(), String.join(", ", micros)));
    }
    boolean isNumber = cell.logicalType().equals("integer") || cell.logicalType().equals("number");
    String value = isNumber || cell.logicalType().equals("boolean") ? cell.typed() : cell.text();
    return broken(
        "%s not in (%s)"
            .formatted(
                value, values.stream().map(cell::literal).collect(Collectors.joining(", "))));
  }

  private static String numbers(Body.NumberRange range, Cell cell) {
    List<String> broken = new ArrayList<>();
    range
        .minimum()
        .ifPresent(low ->
            broken.add(
                cell.typed() + (range.isExclusiveMinimum() ? " <= " : " < ") + literal(low)));
    range
        .maximum()
        .ifPresent(high ->
            broken.add(
                cell.typed() + (range.isExclusiveMaximum() ? " >= " : " > ") + literal(high)));
    return String.join(" or ", broken);
  }

  /// A decimal as long as it fits one; the engine compares longer ones wrongly.
  private static String literal(BigDecimal number) {
    return number.precision() - Math.min(0, number.stripTrailingZeros().scale()) <= 38
        ? number.toPlainString()
        : "cast('%s' as double)".formatted(number);
  }

  private static Condition times(Body.TimeRange range, Cell cell) {
    if (cell.logicalType().equals("time")) {
      return broken(clock(range, cell));
    }
    List<String> broken = new ArrayList<>();
    for (boolean isLow : new boolean[] {true, false}) {
      String bound = isLow ? range.minimum() : range.maximum();
      if (!bound.isEmpty()) {
        Optional<String> micros = cell.microsOf(bound);
        if (micros.isEmpty()) {
          return new Condition.Unmeasurable(
              "the bound `%s` is no %s".formatted(bound, cell.logicalType()));
        }
        boolean isExclusive = isLow ? range.isExclusiveMinimum() : range.isExclusiveMaximum();
        String operator = (isLow ? "<" : ">") + (isExclusive ? "=" : "");
        broken.add("%s %s %s".formatted(cell.micros(), operator, micros.get()));
      }
    }
    return broken(String.join(" or ", broken));
  }

  private static String clock(Body.TimeRange range, Cell cell) {
    List<String> broken = new ArrayList<>();
    if (!range.minimum().isEmpty()) {
      broken.add(
          "%s %s try_cast(%s as time)"
              .formatted(
                  cell.typed(),
                  range.isExclusiveMinimum() ? "<=" : "<",
                  DuckDb.text(range.minimum())));
    }
    if (!range.maximum().isEmpty()) {
      broken.add(
          "%s %s try_cast(%s as time)"
              .formatted(
                  cell.typed(),
                  range.isExclusiveMaximum() ? ">=" : ">",
                  DuckDb.text(range.maximum())));
    }
    return String.join(" or ", broken);
  }

  /// Within what a double can tell: 0.3 counts as a multiple of 0.1, although no double is.
  private static String notMultiple(BigDecimal factor, Cell cell) {
    String quotient =
        "cast(%s as double) / cast(%s as double)".formatted(cell.typed(), factor.toPlainString());
    return "abs(%1$s - round(%1$s)) > greatest(1e-9, abs(%1$s) * 4e-16)".formatted(quotient);
  }

  private static String outside(String value, OptionalLong low, OptionalLong high) {
    if (low.isPresent() && high.isPresent()) {
      // The value is computed once.
      return "%s not between %d and %d".formatted(value, low.getAsLong(), high.getAsLong());
    }
    List<String> broken = new ArrayList<>();
    low.ifPresent(bound -> broken.add("%s < %d".formatted(value, bound)));
    high.ifPresent(bound -> broken.add("%s > %d".formatted(value, bound)));
    return String.join(" or ", broken);
  }

  static Condition pattern(String pattern, Cell cell) {
    try {
      Optional<String> re2 = EcmaPattern.of(pattern).re2();
      return re2.isPresent()
          ? broken("not regexp_matches(%s, %s)".formatted(cell.text(), DuckDb.text(re2.get())))
          : new Condition.Unmeasurable(
              "the pattern has look-around, back references or is too large for whole files");
    } catch (ProblemException e) {
      return new Condition.Unmeasurable(e.problem().what());
    }
  }

  private static Condition vector(Body.VectorShape shape, Cell cell) {
    return shape.dimensions().isPresent()
        ? nested(cell, "len(%s) <> %d".formatted(cell.raw(), shape.dimensions().getAsLong()))
        : new Condition.Unmeasurable("the vector has no `dimensions`");
  }
}
