package dev.evenkeel.store;

import java.time.Duration;

/// How often something is tried, and how long between.
///
/// @param attempts in all, the first one too
/// @param first pause; doubled with each further one
/// @param longest pause
public record OutboxSchedule(int attempts, Duration first, Duration longest) {
  /// 17 times in about seven hours.
  public static final OutboxSchedule DEFAULT =
      new OutboxSchedule(17, Duration.ofSeconds(5), Duration.ofHours(1));

  private static final int DOUBLED_MAX = 30;

  public OutboxSchedule {
    if (attempts < 1 || !first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "Cannot try %d times, %s to %s apart: expected once or more, and growing pauses"
              .formatted(attempts, first, longest));
    }
  }

  /// The pause after so many attempts.
  ///
  /// @param share from 0 to 1, drawn by chance: half of the pause is left to it, so that what
  ///   failed together does not come again together
  Duration after(int failed, double share) {
    long millis = first.toMillis() << Math.min(failed - 1, DOUBLED_MAX);
    long whole = Math.min(longest.toMillis(), millis);
    return Duration.ofMillis(whole / 2 + (long) (share * (whole - whole / 2)));
  }
}
