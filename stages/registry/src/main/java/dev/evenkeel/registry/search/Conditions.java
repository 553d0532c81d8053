package dev.evenkeel.registry.search;

import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// Comparisons of filters as SQL that means the same on both databases.
///
/// @param sqlite whether it is for SQLite
record Conditions(boolean sqlite) {
  /// So many characters of a text count in an order, so that a page token stays short.
  private static final int SORTED_CHARS = 250;

  /// What a clause says about a text that is there.
  Condition value(Clause clause, Field<String> field) {
    return switch (clause) {
      case Clause.Text(_, Likeness likeness, String value) -> text(field, likeness, value);
      case Clause.OneOf(_, boolean negated, List<String> values) -> oneOf(field, negated, values);
      case Clause.Absent(_, boolean negated) -> negated ? field.isNotNull() : field.isNull();
      case Clause.Figure figure ->
          throw new IllegalStateException("Cannot compare a text with a number, got " + figure);
    };
  }

  /// What a clause says about a text that a table, which has an index of the starts of its texts,
  /// has under a key.
  Condition indexed(Clause clause, Table<?> table, Condition row, Field<String> field) {
    return !sqlite
            && clause instanceof Clause.Text(_, Likeness likeness, String value)
            && likeness == Likeness.EQUAL
        ? keyed(clause, table, row.and(sameStart(field, value)), field)
        : keyed(clause, table, row, field);
  }

  /// What a clause says about a text that a table has under a key, or has not.
  ///
  /// @param row which row of the table is meant
  Condition keyed(Clause clause, Table<?> table, Condition row, Field<String> field) {
    if (clause instanceof Clause.Absent(_, boolean negated)) {
      Condition there = DSL.exists(DSL.selectOne().from(table).where(row));
      return negated ? there : DSL.not(there);
    }
    return DSL.exists(DSL.selectOne().from(table).where(row).and(value(clause, field)));
  }

  /// A text by its code points, the same on both databases.
  Field<String> sorted(Field<String> field) {
    return sqlite ? field : DSL.field("{0} collate \"C\"", String.class, field);
  }

  /// The start of a text that may be long, in the same order.
  Field<String> sortedStart(Field<String> field) {
    return sorted(DSL.substring(field, 1, SORTED_CHARS));
  }

  /// Whether a text begins as another does, as the index of values has it.
  Condition sameStart(Field<String> field, String text) {
    String start = sqlite ? "substr({0}, 1, 64)" : "left({0}, 64)";
    return DSL.field(start, String.class, field).eq(DSL.field(start, String.class, DSL.val(text)));
  }

  Condition text(Field<String> field, Likeness likeness, String value) {
    return switch (likeness) {
      case EQUAL -> field.eq(value);
      case UNEQUAL -> field.ne(value);
      case LIKE -> like(field, value);
      // SQLite's LIKE knows no case of ASCII letters, and its lower() no other letters either.
      case ILIKE ->
          sqlite
              ? DSL.condition("{0} like {1}", field, DSL.val(value))
              : DSL.lower(field).like(DSL.lower(DSL.val(backslashed(value))));
    };
  }

  // SQLite's GLOB is the one that heeds case.
  private Condition like(Field<String> field, String pattern) {
    return sqlite
        ? DSL.condition("{0} glob {1}", field, DSL.val(glob(pattern)))
        : field.like(backslashed(pattern));
  }

  static String glob(String pattern) {
    StringBuilder glob = new StringBuilder(pattern.length() + 8);
    for (int index = 0; index < pattern.length(); index++) {
      char letter = pattern.charAt(index);
      switch (letter) {
        case '%' -> glob.append('*');
        case '_' -> glob.append('?');
        case '*', '?', '[' -> glob.append('[').append(letter).append(']');
        default -> glob.append(letter);
      }
    }
    return glob.toString();
  }

  // PostgreSQL's LIKE has `\` for an escape, SQLite's and MLflow's none.
  private static String backslashed(String pattern) {
    return pattern.replace("\\", "\\\\");
  }

  static Condition oneOf(Field<String> field, boolean negated, List<String> values) {
    return negated ? field.notIn(values) : field.in(values);
  }

  /// A comparison of a 64-bit integer, exact for numbers with a fraction and beyond 64 bits too.
  static Condition whole(Field<Long> field, Relation relation, Numeral value) {
    boolean integer = value.isInteger();
    long floor = value.floor();
    return switch (relation) {
      case EQUAL -> integer ? field.eq(floor) : DSL.falseCondition();
      case UNEQUAL -> integer ? field.ne(floor) : field.isNotNull();
      case AT_MOST -> beyond(value) && value.value() < 0 ? DSL.falseCondition() : field.le(floor);
      case GREATER -> beyond(value) && value.value() < 0 ? field.isNotNull() : field.gt(floor);
      case LESS ->
          beyond(value)
              ? (value.value() < 0 ? DSL.falseCondition() : field.isNotNull())
              : integer ? field.lt(floor) : field.le(floor);
      case AT_LEAST ->
          beyond(value)
              ? (value.value() < 0 ? field.isNotNull() : DSL.falseCondition())
              : integer ? field.ge(floor) : field.gt(floor);
    };
  }

  private static boolean beyond(Numeral value) {
    return Math.abs(value.value()) > 0x1p63;
  }

  /// A comparison of a metric. NaN is stored as 0 with a flag; it equals nothing.
  static Condition metric(
      Field<Double> field, Field<Boolean> isNan, Relation relation, Numeral value) {
    Condition number = number(field, relation, value);
    Condition nan = DSL.condition(isNan);
    return relation == Relation.UNEQUAL ? number.or(nan) : number.and(DSL.not(nan));
  }

  /// A comparison of a number alone, as the index of a metric's values answers it.
  static Condition number(Field<Double> field, Relation relation, Numeral value) {
    double number = value.value();
    return switch (relation) {
      case EQUAL -> field.eq(number);
      case UNEQUAL -> field.ne(number);
      case LESS -> field.lt(number);
      case AT_MOST -> field.le(number);
      case GREATER -> field.gt(number);
      case AT_LEAST -> field.ge(number);
    };
  }
}
