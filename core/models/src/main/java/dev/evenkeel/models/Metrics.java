package dev.evenkeel.models;

import java.util.Arrays;
import java.util.List;

/// How predictions did against the truth.
public final class Metrics {
  private static final double PROBABILITY_MIN = 1e-6;

  private Metrics() {}

  /// Share of rows whose most probable class is the true one.
  public static double accuracy(List<double[]> probabilities, int[] truths) {
    int right = 0;
    for (int row = 0; row < truths.length; row++) {
      right += best(probabilities.get(row)) == truths[row] ? 1 : 0;
    }
    return truths.length == 0 ? Double.NaN : (double) right / truths.length;
  }

  /// −ln of the true class's probability, which is clipped to [1e-6, 1].
  public static double[] logLossPerRow(List<double[]> probabilities, int[] truths) {
    double[] losses = new double[truths.length];
    Arrays.setAll(
        losses,
        row -> {
          double probability = truths[row] < 0 ? 0 : probabilities.get(row)[truths[row]];
          return -StrictMath.log(Math.min(1, Math.max(PROBABILITY_MIN, probability)));
        });
    return losses;
  }

  /// |predicted − true|.
  public static double[] absoluteErrorPerRow(double[] predicted, double[] truths) {
    double[] errors = new double[truths.length];
    Arrays.setAll(errors, row -> Math.abs(predicted[row] - truths[row]));
    return errors;
  }

  /// Arithmetic mean; NaN of nothing.
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? Double.NaN : sum / values.length;
  }

  private static int best(double[] probabilities) {
    int best = 0;
    for (int index = 1; index < probabilities.length; index++) {
      if (probabilities[index] > probabilities[best]) {
        best = index;
      }
    }
    return best;
  }
}
