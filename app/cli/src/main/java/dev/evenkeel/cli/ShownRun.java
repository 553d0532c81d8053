package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.server.ShownTimes;
import java.math.BigDecimal;
import java.math.MathContext;

/// What runs logged, as the terminal shows it; JSON has all of it.
final class ShownRun {
  private static final double PLAIN_MIN = 1e-5;
  private static final double PLAIN_MAX = 1e15;

  private ShownRun() {}

  static String state(LoggedRun run) {
    return Names.abbreviate(run.status()) + (run.isDeleted() ? ", deleted" : "");
  }

  static String started(LoggedRun run) {
    return run.startMillis() == 0 ? "" : ShownTimes.minute(run.startMillis());
  }

  static String took(LoggedRun run) {
    return run.endMillis().isPresent()
        ? ShownTimes.length(run.endMillis().getAsLong() - run.startMillis())
        : "";
  }

  /// Five digits say what people compare; whole numbers have all of theirs.
  static String number(double value) {
    double size = Math.abs(value);
    if (size < PLAIN_MAX && value == Math.rint(value)) {
      return String.valueOf((long) value);
    }
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    BigDecimal rounded = new BigDecimal(value, new MathContext(5)).stripTrailingZeros();
    return size >= PLAIN_MIN && size < PLAIN_MAX ? rounded.toPlainString() : rounded.toString();
  }
}
