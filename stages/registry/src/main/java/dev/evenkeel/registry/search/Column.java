package dev.evenkeel.registry.search;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/// One column of an order: rows are sorted by it, and a page goes on after its value.
///
/// @param name by which the statement selects it
record Column<T extends Comparable<T>>(
    String name, Field<T> field, boolean ascending, Form<T> form) {
  /// How a value is written into a token and read from it.
  ///
  /// @param read fails with an [IllegalArgumentException] on what `write` cannot have written
  record Form<T>(
      Class<T> type,
      java.util.function.Function<T, String> write,
      java.util.function.Function<String, T> read) {}

  static final Form<Long> WHOLE = new Form<>(Long.class, String::valueOf, Long::parseLong);

  // By its bits: the next page must start after this double, not after one near it.
  static final Form<Double> REAL =
      new Form<>(
          Double.class,
          value -> Long.toHexString(Double.doubleToLongBits(value)),
          text -> number(Long.parseUnsignedLong(text, 16)));

  static final Form<String> TEXT = new Form<>(String.class, text -> text, Column::stored);

  static final Form<Instant> INSTANT = new Form<>(Instant.class, Instant::toString, Column::parsed);

  private static Instant parsed(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("Cannot continue after what is no time", e);
    }
  }

  private static double number(long bits) {
    double value = Double.longBitsToDouble(bits);
    if (Double.isNaN(value)) {
      throw new IllegalArgumentException("Cannot continue after NaN: it is stored as 0");
    }
    return value;
  }

  private static String stored(String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException("Cannot continue after a text with NUL: none is stored");
    }
    return text;
  }

  static Column<Long> whole(String name, Field<Long> field, boolean ascending) {
    return new Column<>(name, field, ascending, WHOLE);
  }

  static Column<Double> real(String name, Field<Double> field, boolean ascending) {
    return new Column<>(name, field, ascending, REAL);
  }

  static Column<String> text(String name, Field<String> field, boolean ascending) {
    return new Column<>(name, field, ascending, TEXT);
  }

  static Column<Instant> instant(String name, Field<Instant> field, boolean ascending) {
    return new Column<>(name, field, ascending, INSTANT);
  }

  SortField<T> sorted() {
    return ascending ? field.asc() : field.desc();
  }

  Field<T> selected() {
    return field.as(name);
  }

  /// The value that a selected row has, as a token holds it; empty for null.
  Optional<String> value(Record row) {
    return Optional.ofNullable(row.get(DSL.name(name), form.type())).map(form.write());
  }

  /// Rows that come after a value, and those of the same value that `then` lets through.
  Condition after(String text, Optional<Condition> then) {
    T value = form.read().apply(text);
    Condition beyond = ascending ? field.gt(value) : field.lt(value);
    return then.map(rest -> beyond.or(field.eq(value).and(rest))).orElse(beyond);
  }

  /// Rows that do not come before a value: what lets an index start there.
  Condition from(String text) {
    T value = form.read().apply(text);
    return ascending ? field.ge(value) : field.le(value);
  }

  /// Rows that come after those of some values in the order of some columns. A value is empty where
  /// the row had none; the column before it, its rank, then says all.
  static Condition after(List<Column<?>> columns, List<Optional<String>> values) {
    Optional<Condition> after = Optional.empty();
    for (int index = columns.size() - 1; index >= 0; index--) {
      Optional<String> value = values.get(index);
      if (value.isPresent()) {
        after = Optional.of(columns.get(index).after(value.get(), after));
      }
    }
    Condition rest = after.orElse(DSL.falseCondition());
    return values.getFirst().map(first -> columns.getFirst().from(first).and(rest)).orElse(rest);
  }
}
