package dev.evenkeel.base;

import java.time.Instant;

/// Instants as microseconds since 1970-01-01T00:00Z, which is how rows in memory and both databases
/// keep time.
public final class Micros {
  private static final long PER_SECOND = 1_000_000L;

  private Micros() {}

  /// What is finer than a microsecond is cut off.
  ///
  /// @throws ArithmeticException some 292,000 years from now
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / 1_000);
  }

  /// The instant of so many microseconds.
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }
}
