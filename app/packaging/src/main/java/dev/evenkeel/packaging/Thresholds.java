package dev.evenkeel.packaging;

import java.util.OptionalInt;

/// How many rows a month and a holdout must have, when the history brings only so many.
///
/// @param rowsMin of a window to judge drift
/// @param labelsMin of a window to score it
/// @param holdoutRows of a holdout
/// @param holdoutWindows that a holdout may reach back
/// @param rarestMin holdout rows of the rarest class
record Thresholds(int rowsMin, int labelsMin, int holdoutRows, int holdoutWindows, int rarestMin) {
  private static final int MONTHS = 12;
  private static final int ROWS_DEFAULT = 200;
  private static final int HOLDOUT_DEFAULT = 300;
  private static final int RAREST_DEFAULT = 50;
  private static final int LEAST = 10;

  /// The defaults of the product, or less where a usual month or holdout would never reach them.
  ///
  /// @param known rows of the first year
  /// @param rarest rows of the rarest class in it; empty for a quantity
  static Thresholds of(long known, OptionalInt rarest) {
    long monthly = Math.max(1, known / MONTHS);
    int rows = within(monthly / 2, LEAST, ROWS_DEFAULT);
    int holdout = within(3 * monthly, 5 * LEAST, HOLDOUT_DEFAULT);
    int windows = within((holdout + monthly - 1) / monthly, 4, MONTHS);
    // Half of what so many windows usually bring.
    int rarestMin =
        rarest.isPresent()
            ? within((long) rarest.getAsInt() * windows / MONTHS / 2, LEAST, RAREST_DEFAULT)
            : RAREST_DEFAULT;
    return new Thresholds(rows, rows, holdout, windows, rarestMin);
  }

  private static int within(long value, int least, int most) {
    return (int) Math.max(least, Math.min(most, value));
  }

  String note() {
    return "a month of fewer than %d rows is not judged; a challenger is judged on at least %d rows"
        .formatted(rowsMin, holdoutRows);
  }
}
