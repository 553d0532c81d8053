package dev.evenkeel.server;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Times as pages and the terminal show them.
public final class ShownTimes {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ShownTimes() {}

  /// To the minute, in UTC.
  public static String minute(long millis) {
    return MINUTE.format(Instant.ofEpochMilli(millis));
  }

  /// In the two units that say most: `1 h 5 min`, `3.2 s`, `40 ms`.
  public static String length(long millis) {
    Duration length = Duration.ofMillis(Math.max(0, millis));
    if (length.toMinutes() >= 60) {
      return "%d h %d min".formatted(length.toHours(), length.toMinutesPart());
    }
    if (length.toSeconds() >= 60) {
      return "%d min %d s".formatted(length.toMinutes(), length.toSecondsPart());
    }
    return length.toMillis() >= 1_000
        ? String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1e3)
        : "%d ms".formatted(length.toMillis());
  }
}
