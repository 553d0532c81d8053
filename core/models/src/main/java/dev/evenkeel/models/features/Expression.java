package dev.evenkeel.models.features;

import org.jspecify.annotations.Nullable;

/// A compiled expression of one type. `value` computes one row without making anything; `fill`
/// computes a block of rows column by column. Both use one kernel, so they have the same bits.
public sealed interface Expression {
  /// A number; NaN is missing. Truth is 1 or 0.
  non-sealed interface Numeric extends Expression {
    /// Computes one row.
    double value(Columns columns, int row);

    /// Computes the rows of a block, the first into position 0.
    void fill(Block block, double[] into);
  }

  /// A text; null is missing.
  non-sealed interface Textual extends Expression {
    /// Computes one row.
    @Nullable String value(Columns columns, int row);

    /// Computes the rows of a block, the first into position 0.
    void fill(Block block, @Nullable String[] into);
  }

  /// A time in microseconds since 1970; [dev.evenkeel.contracts.Frame.Times#MISSING] is missing.
  non-sealed interface Timed extends Expression {
    /// Computes one row.
    long value(Columns columns, int row);

    /// Computes the rows of a block, the first into position 0.
    void fill(Block block, long[] into);

    /// Whether it knows the time of day; a date doesn't.
    boolean hasClock();
  }
}
