package dev.evenkeel.base;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Business time that stands still until it is moved forward.
public final class SimulatedClock implements Clock {
  private volatile Instant now;

  public SimulatedClock(Instant start) {
    now = start.truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public Instant now() {
    return now;
  }

  /// Moves on to a later time, or stays.
  ///
  /// @throws IllegalArgumentException when `later` lies in the past, since windows would close
  ///   twice
  public synchronized void moveTo(Instant later) {
    if (later.isBefore(now)) {
      throw new IllegalArgumentException(
          "Cannot move business time: it only goes forward from %s, got %s".formatted(now, later));
    }
    now = later.truncatedTo(ChronoUnit.MICROS);
  }
}
