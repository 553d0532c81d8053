package dev.evenkeel.monitoring;

import dev.evenkeel.contracts.Frame;
import java.time.Instant;
import java.util.List;

/// What was asked and answered; `server` connects it with serving.
public interface ObservationSource {
  /// The inputs of every prediction in a stretch of time.
  Frame inputs(String model, Instant from, Instant to);

  /// What was answered in the same stretch, with the truth where it is known.
  List<Outcome> outcomes(String model, Instant from, Instant to);

  /// One answer.
  ///
  /// @param label predicted; empty for a quantity
  /// @param value predicted; NaN for classes
  /// @param truthLabel empty while unknown, and for a quantity
  /// @param truthValue NaN while unknown, and for classes
  record Outcome(int version, String label, double value, String truthLabel, double truthValue) {
    /// Whether the truth is known.
    public boolean isLabelled() {
      return !truthLabel.isEmpty() || !Double.isNaN(truthValue);
    }
  }
}
