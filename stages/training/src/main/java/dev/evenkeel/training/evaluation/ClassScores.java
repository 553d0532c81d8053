package dev.evenkeel.training.evaluation;

import java.util.OptionalDouble;

/// How one label did against all others.
///
/// @param rows that are of it
/// @param precision share of its answers that were right; 0 when it was never answered
/// @param recall share of its rows that were found; 0 when it has none
/// @param rocAuc empty when all rows are of it, or none
/// @param averagePrecision empty when no row is of it
public record ClassScores(
    String label,
    int rows,
    double precision,
    double recall,
    double f1,
    OptionalDouble rocAuc,
    OptionalDouble averagePrecision) {
  static ClassScores of(Confusion confusion, int label, Ordering ordering) {
    int right = confusion.right(label);
    int support = confusion.support(label);
    int answered = confusion.answered(label);
    return new ClassScores(
        confusion.labels().get(label),
        support,
        share(right, answered),
        share(right, support),
        share(2 * right, answered + support),
        ordering.rocAuc(),
        ordering.averagePrecision());
  }

  private static double share(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
