package dev.evenkeel.training.linear;

/// What weights cost: the fit minimises mean loss + `l1`·Σ|w| + `l2`/2·Σw². Intercepts cost
/// nothing.
///
/// Of `n` rows, scikit-learn's `LogisticRegression` has `C = 1/(n·l2)`, `Ridge` has `alpha = n·l2`,
/// and `Lasso` has `alpha = l1`.
public record Penalty(double l1, double l2) {
  public Penalty {
    if (!(l1 >= 0 && l2 >= 0 && Double.isFinite(l1 + l2))) {
      throw new IllegalArgumentException(
          "Cannot penalise weights: both must be finite and not negative, got %s and %s"
              .formatted(l1, l2));
    }
  }
}
