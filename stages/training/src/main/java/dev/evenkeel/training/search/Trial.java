package dev.evenkeel.training.search;

import java.util.List;
import java.util.Map;

/// One combination of settings, and how it did.
///
/// @param number from 1, in the order tried
/// @param losses of the folds that it came to
/// @param trees how many were best in each of these folds
public record Trial(
    int number, Map<String, Double> settings, List<Double> losses, List<Integer> trees, End end) {
  /// How a trial ended.
  public enum End {
    /// It came to the last fold.
    FINISHED,
    /// It was worse than the median of the trials before it, and given up.
    STOPPED,
    /// The time of the search was over.
    OUT_OF_TIME
  }

  public Trial {
    settings = Map.copyOf(settings);
    losses = List.copyOf(losses);
    trees = List.copyOf(trees);
  }

  double mean(int folds) {
    return losses.stream()
        .limit(folds)
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(Double.NaN);
  }

  /// Mean loss over its folds.
  public double loss() {
    return mean(losses.size());
  }
}
