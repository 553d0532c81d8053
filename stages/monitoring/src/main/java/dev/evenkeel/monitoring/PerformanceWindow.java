package dev.evenkeel.monitoring;

import java.time.Instant;

/// How a version did in a month, on the rows whose truth is known.
///
/// @param rows answered by that version
/// @param labelled of them
/// @param score accuracy, or mean absolute error; NaN without enough labels
public record PerformanceWindow(
    String model, int version, Instant from, Instant to, long rows, long labelled, double score) {

  /// Whether it has a score that may count.
  public boolean isClosed() {
    return !Double.isNaN(score);
  }
}
