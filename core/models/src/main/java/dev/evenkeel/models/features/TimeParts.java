package dev.evenkeel.models.features;

import dev.evenkeel.contracts.Frame;
import java.time.LocalDate;

/// Parts of a time in UTC.
final class TimeParts {
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final long MICROS_AN_HOUR = 3_600_000_000L;
  private static final long MICROS_A_MINUTE = 60_000_000L;

  private TimeParts() {}

  static boolean isMissing(long micros) {
    return micros == Frame.Times.MISSING;
  }

  // A day of 64 bits of microseconds is always within what a LocalDate holds.
  static LocalDate date(long micros) {
    return LocalDate.ofEpochDay(Math.floorDiv(micros, MICROS_A_DAY));
  }

  static double quarter(long micros) {
    int quarter = (date(micros).getMonthValue() + 2) / 3;
    return quarter;
  }

  static double hour(long micros) {
    int hour = (int) (Math.floorMod(micros, MICROS_A_DAY) / MICROS_AN_HOUR);
    return hour;
  }

  static double minute(long micros) {
    int minute = (int) (Math.floorMod(micros, MICROS_AN_HOUR) / MICROS_A_MINUTE);
    return minute;
  }

  /// In microseconds; unknown when 64 bits do not hold it, as with an infinite time of a database.
  static double difference(long from, long to) {
    long difference = to - from;
    boolean overflows = ((to ^ from) & (to ^ difference)) < 0;
    return overflows ? Double.NaN : difference;
  }
}
