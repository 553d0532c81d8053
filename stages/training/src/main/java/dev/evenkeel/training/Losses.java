package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Metrics;
import dev.evenkeel.models.Target;
import java.util.List;

/// How predictions did on rows with truth: the loss of each row, and the score that people follow.
///
/// @param loss negative log likelihood of the true class, or the absolute error
/// @param score accuracy, or the mean absolute error
// Computed, read once and never compared.
@SuppressWarnings("ArrayRecordComponent")
record Losses(double[] loss, double score) {
  /// @param probabilities a row each; one value for a quantity
  static Losses of(Target target, Frame rows, List<double[]> probabilities) {
    if (target instanceof Target.Quantity) {
      double[] predicted = probabilities.stream().mapToDouble(row -> row[0]).toArray();
      double[] errors = Metrics.absoluteErrorPerRow(predicted, rows.numbers(target.column()));
      return new Losses(errors, Metrics.mean(errors));
    }
    int[] truths = target.truths(rows);
    return new Losses(
        Metrics.logLossPerRow(probabilities, truths), Metrics.accuracy(probabilities, truths));
  }

  double mean() {
    return Metrics.mean(loss);
  }
}
