package dev.evenkeel.automation;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/// Calendar months of business time, in UTC.
final class Months {
  private Months() {}

  static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  static YearMonth of(Instant instant) {
    return YearMonth.from(instant.atZone(ZoneOffset.UTC));
  }
}
