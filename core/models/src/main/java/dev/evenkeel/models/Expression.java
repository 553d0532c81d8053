package dev.evenkeel.models;

import dev.evenkeel.contracts.Frame;
import org.jspecify.annotations.Nullable;

/// A compiled expression. Columns are those of the program's fields, by position.
sealed interface Expression {
  /// A number; NaN is missing. Truth is 1 or 0.
  non-sealed interface Numeric extends Expression {
    double value(Frame.Column[] columns, int row);
  }

  /// A text; null is missing.
  non-sealed interface Textual extends Expression {
    @Nullable String value(Frame.Column[] columns, int row);
  }

  static Numeric constant(double value) {
    return (columns, row) -> value;
  }

  static Textual constant(String value) {
    return (columns, row) -> value;
  }

  static Numeric numberField(int field) {
    return (columns, row) -> ((Frame.Numbers) columns[field]).values()[row];
  }

  static Textual textField(int field) {
    return (columns, row) -> ((Frame.Texts) columns[field]).values()[row];
  }

  /// A truth of two numbers, missing when one is.
  static Numeric compare(Numeric left, Numeric right, Comparing comparing) {
    return (columns, row) -> {
      double one = left.value(columns, row);
      double two = right.value(columns, row);
      return Double.isNaN(one) || Double.isNaN(two) ? Double.NaN : truth(comparing.holds(one, two));
    };
  }

  /// A truth of two texts, missing when one is.
  static Numeric equal(Textual left, Textual right, boolean wanted) {
    return (columns, row) -> {
      String one = left.value(columns, row);
      String two = right.value(columns, row);
      return one == null || two == null ? Double.NaN : truth(one.equals(two) == wanted);
    };
  }

  static double truth(boolean holds) {
    return holds ? 1 : 0;
  }

  /// How two numbers compare.
  @FunctionalInterface
  interface Comparing {
    boolean holds(double left, double right);
  }
}
