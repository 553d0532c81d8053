package dev.evenkeel.registry.search;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What filters and orders mean, said once more without SQL.
final class Oracle {
  /// Text by code points, as UTF-8 sorts it.
  static final Comparator<String> BY_CODE_POINTS =
      (left, right) ->
          Arrays.compareUnsigned(
              left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

  private Oracle() {}

  static boolean text(Clause clause, Optional<String> there) {
    return switch (clause) {
      case Clause.Text(_, Likeness likeness, String value) ->
          there.filter(text -> likeness(likeness, text, value)).isPresent();
      case Clause.OneOf(_, boolean negated, List<String> values) ->
          there.filter(text -> values.contains(text) != negated).isPresent();
      case Clause.Absent(_, boolean negated) -> there.isPresent() == negated;
      case Clause.Figure figure -> throw new AssertionError(figure);
    };
  }

  private static boolean likeness(Likeness likeness, String text, String value) {
    return switch (likeness) {
      case EQUAL -> text.equals(value);
      case UNEQUAL -> !text.equals(value);
      case LIKE -> pattern(value, 0).matcher(text).matches();
      case ILIKE -> pattern(value, Pattern.CASE_INSENSITIVE).matcher(text).matches();
    };
  }

  private static Pattern pattern(String like, int flags) {
    StringBuilder regex = new StringBuilder();
    like.codePoints()
        .forEach(c ->
            regex.append(
                switch (c) {
                  case '%' -> ".*";
                  case '_' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                }));
    return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
  }

  static boolean whole(Clause clause, Optional<Long> there) {
    if (!(clause instanceof Clause.Figure(_, Relation relation, Numeral value))) {
      throw new AssertionError(clause);
    }
    BigDecimal asked = new BigDecimal(value.text());
    return there
        .filter(number -> relation(relation, BigDecimal.valueOf(number).compareTo(asked)))
        .isPresent();
  }

  static boolean metric(Clause clause, Optional<Double> there) {
    if (!(clause instanceof Clause.Figure(_, Relation relation, Numeral value))) {
      throw new AssertionError(clause);
    }
    double asked = Double.parseDouble(value.text());
    return there
        .filter(number ->
            Double.isNaN(number)
                ? relation == Relation.UNEQUAL
                // 0.0 and -0.0 are one number.
                : relation(relation, Double.compare(number + 0.0, asked + 0.0)))
        .isPresent();
  }

  private static boolean relation(Relation relation, int compared) {
    return switch (relation) {
      case EQUAL -> compared == 0;
      case UNEQUAL -> compared != 0;
      case LESS -> compared < 0;
      case AT_MOST -> compared <= 0;
      case GREATER -> compared > 0;
      case AT_LEAST -> compared >= 0;
    };
  }

  /// Values in either direction, what has none last.
  static <R, T> Comparator<R> order(
      Function<R, Optional<T>> value, Comparator<T> natural, boolean ascending) {
    Comparator<T> directed = ascending ? natural : natural.reversed();
    return (left, right) -> {
      Optional<T> one = value.apply(left);
      Optional<T> other = value.apply(right);
      return one.isPresent() && other.isPresent()
          ? directed.compare(one.get(), other.get())
          : Boolean.compare(one.isEmpty(), other.isEmpty());
    };
  }

  /// Numbers in either direction, then NaN, then what has none.
  static <R> Comparator<R> metric(Function<R, Optional<Double>> value, boolean ascending) {
    Comparator<R> numbers =
        order(row -> value.apply(row).filter(each -> !each.isNaN()), Double::compare, ascending);
    return numbers.thenComparing(row -> value.apply(row).isEmpty());
  }
}
