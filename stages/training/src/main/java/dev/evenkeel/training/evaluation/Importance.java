package dev.evenkeel.training.evaluation;

import java.util.Comparator;
import java.util.List;

/// What a model's answers came from, the most first.
///
/// @param method how it was found
/// @param rows looked at
public record Importance(Method method, int rows, List<Share> features) {
  /// How importance was found.
  public enum Method {
    /// SHAP values, exact for trees and for linear models: mean of what a feature added to the sum
    /// that decided each row, without sign.
    MEAN_ABSOLUTE_SHAP
  }

  public Importance {
    features =
        features.stream()
            .sorted(Comparator.comparingDouble((Share share) -> -share.amount()))
            .toList();
  }

  /// What one feature contributed.
  public record Share(String feature, double amount) {}
}
