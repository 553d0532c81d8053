package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Target;
import java.util.Arrays;

/// The best answer that looks at nothing: the classes' shares, which lose least in log loss, or the
/// median, which loses least in absolute error.
final class Constant {
  private Constant() {}

  /// One answer for all rows.
  static double[] of(Target target, Frame training) {
    if (target instanceof Target.Quantity) {
      double[] sorted = Arrays.stream(training.numbers(target.column())).sorted().toArray();
      int middle = sorted.length / 2;
      return new double[] {
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
      };
    }
    double[] shares = new double[target.labels().size()];
    int[] truths = target.truths(training);
    for (int truth : truths) {
      shares[truth] += 1.0 / truths.length;
    }
    return shares;
  }
}
