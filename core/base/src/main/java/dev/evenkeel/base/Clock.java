package dev.evenkeel.base;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Business time: what windows, cool-downs, retention and schedules go by. A replay moves it;
/// leases, time-outs and back-off never ask it.
@FunctionalInterface
public interface Clock {
  /// The present business time, in microseconds, which is what both databases keep.
  Instant now();

  /// The time of this machine.
  static Clock system() {
    return () -> Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
