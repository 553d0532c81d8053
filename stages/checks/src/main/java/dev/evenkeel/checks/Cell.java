package dev.evenkeel.checks;

import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TypedSql;
import java.util.Optional;

/// A value of a row as SQL: what stands there, and what it is as its logical type.
///
/// @param raw expression that is null when there is no value
/// @param isText whether the source has no types of its own, so that every value is a text
/// @param logicalType of the contract; empty when it names none
/// @param format of dates and times; empty means ISO 8601
record Cell(String raw, boolean isText, String logicalType, String format) {
  /// The value as its type, null when it is none. Of a source with types it is the value itself.
  String typed() {
    if (!isText) {
      return isTime() && !format.isEmpty() ? fromText("cast(%s as varchar)".formatted(raw)) : raw;
    }
    return fromText(raw);
  }

  private String fromText(String text) {
    if (logicalType.equals("integer")) {
      // Digits may be as many as any format of the standard has; `4.0` is a whole number, too, as
      // in a request, and a cast alone would round 3.7 to 4.
      return "(case when regexp_full_match(%1$s, '[-+]?[0-9]+') then try_cast(%1$s as hugeint) else cast((%2$s) as hugeint) end)"
          .formatted(text, scalar(LogicalType.INTEGER, text));
    }
    Optional<LogicalType> type = scalar();
    if (type.isPresent()) {
      return "(%s)".formatted(scalar(type.get(), text));
    }
    return logicalType.equals("time") ? "try_cast(%s as time)".formatted(text) : text;
  }

  private String scalar(LogicalType type, String text) {
    return TypedSql.typed(text, Property.of("value", type, false).withFormat(format));
  }

  /// Another expression of the same kind.
  Cell at(String expression) {
    return new Cell(expression, isText, logicalType, format);
  }

  /// Of the logical types that hold one value.
  Optional<LogicalType> scalar() {
    for (LogicalType type : LogicalType.values()) {
      if (type.written().equals(logicalType)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  boolean isTime() {
    return logicalType.equals("date") || logicalType.equals("timestamp");
  }

  /// The value as a text.
  String text() {
    return isText ? raw : "cast(%s as varchar)".formatted(raw);
  }

  /// Microseconds since 1970 of a date or timestamp.
  String micros() {
    return "epoch_us(cast(%s as timestamptz))".formatted(typed());
  }

  /// The same of a text in the column's format, as a literal; empty when it is none.
  Optional<String> microsOf(String text) {
    LogicalType type = logicalType.equals("date") ? LogicalType.DATE : LogicalType.TIMESTAMP;
    return Formats.parse(text, type, format).stream().mapToObj(String::valueOf).findFirst();
  }

  /// A literal to compare the typed value with.
  String literal(Object value) {
    boolean isNumber = logicalType.equals("integer") || logicalType.equals("number");
    if (isNumber && value instanceof Number number) {
      return "%s".formatted(new java.math.BigDecimal(number.toString()).toPlainString());
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    return DuckDb.text(value.toString());
  }
}
