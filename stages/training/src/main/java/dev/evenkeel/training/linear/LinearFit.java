package dev.evenkeel.training.linear;

import java.util.Arrays;

/// A fitted linear model: for each output an intercept and a weight for each column.
///
/// Two labels have one output, the log-odds of the second; more have one each, of which softmax
/// makes probabilities; a quantity has one, itself.
///
/// @param weights output by output
/// @param hasConverged whether the last step was smaller than could matter
// Made and used within one training.
@SuppressWarnings("ArrayRecordComponent")
public record LinearFit(
    int classes, int width, double[] intercepts, double[] weights, boolean hasConverged) {
  /// Fits; the same arguments give the same bits.
  ///
  /// @param values row by row, all finite; columns should be of like spread, or the penalty weighs
  ///   them differently and the fit is slow
  /// @param labels class indexes, or quantities
  /// @param classes 0 for a quantity
  public static LinearFit of(
      double[] values, int width, double[] labels, int classes, Penalty penalty) {
    return new Solver(values, width, labels, classes, penalty).solve();
  }

  /// Probabilities of a row, or its one quantity.
  ///
  /// @param offset where the row begins
  public double[] predict(double[] values, int offset) {
    double[] sums = sums(values, offset);
    if (classes == 0) {
      return sums;
    }
    if (classes == 2) {
      double second = 1 / (1 + StrictMath.exp(-sums[0]));
      return new double[] {1 - second, second};
    }
    return softmax(sums);
  }

  double[] sums(double[] values, int offset) {
    double[] sums = intercepts.clone();
    for (int output = 0; output < sums.length; output++) {
      for (int column = 0; column < width; column++) {
        sums[output] += weights[output * width + column] * values[offset + column];
      }
    }
    return sums;
  }

  static double[] softmax(double[] sums) {
    double most = Arrays.stream(sums).max().orElseThrow();
    double[] shares = Arrays.stream(sums).map(sum -> StrictMath.exp(sum - most)).toArray();
    double all = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / all).toArray();
  }
}
