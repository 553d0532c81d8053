package dev.evenkeel.scoring;

import java.util.OptionalLong;

/// Hears how far a run is.
@FunctionalInterface
public interface ScoringProgress {
  /// Called after each block, by one thread.
  ///
  /// @param rows done so far
  /// @param total empty when the input does not say how many it has
  void at(long rows, OptionalLong total);
}
