package dev.evenkeel.models;

import java.util.List;

/// One answer.
///
/// @param labelIndex of the most probable class; -1 for a quantity
/// @param label in the user's words; empty for a quantity
/// @param probability of that label; NaN for a quantity
/// @param probabilities in the order of the target's labels; none for a quantity
/// @param value of a quantity; NaN for classes
/// @param warnings what was odd about the row, in plain words
// Arrays are what evaluation computes with; nobody compares predictions.
@SuppressWarnings("ArrayRecordComponent")
public record Prediction(
    int labelIndex,
    String label,
    double probability,
    double[] probabilities,
    double value,
    List<String> warnings) {
  public Prediction {
    warnings = List.copyOf(warnings);
  }
}
