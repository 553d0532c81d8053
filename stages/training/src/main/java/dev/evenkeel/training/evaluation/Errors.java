package dev.evenkeel.training.evaluation;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Figures of predicted quantities. What is not defined for these rows is left out.
final class Errors {
  private Errors() {}

  static Map<String, Double> of(double[] truths, double[] predicted) {
    double[] errors = new double[truths.length];
    Arrays.setAll(errors, row -> predicted[row] - truths[row]);
    double[] distances = Arrays.stream(errors).map(Math::abs).toArray();
    double squares = Arrays.stream(errors).map(error -> error * error).sum();
    double mean = mean(truths);
    double spread = Arrays.stream(truths).map(truth -> (truth - mean) * (truth - mean)).sum();
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("rmse", Math.sqrt(squares / truths.length));
    metrics.put("mean_absolute_error", mean(distances));
    metrics.put("median_absolute_error", median(distances));
    metrics.put("mean_error", mean(errors));
    if (spread > 0) {
      metrics.put("r2", 1 - squares / spread);
    }
    if (Arrays.stream(truths).allMatch(truth -> truth != 0)) {
      metrics.put(
          "mape",
          IntStream.range(0, truths.length)
              .mapToDouble(row -> distances[row] / Math.abs(truths[row]))
              .average()
              .orElse(Double.NaN));
    }
    if (isLogarithmic(truths) && isLogarithmic(predicted)) {
      metrics.put("rmsle", rmsle(truths, predicted));
    }
    for (int percent : new int[] {10, 50, 90}) {
      metrics.put("pinball_" + percent, pinball(errors, percent / 100.0));
    }
    return metrics;
  }

  private static boolean isLogarithmic(double[] values) {
    return Arrays.stream(values).allMatch(value -> value >= 0);
  }

  private static double rmsle(double[] truths, double[] predicted) {
    double squares = 0;
    for (int row = 0; row < truths.length; row++) {
      double distance = StrictMath.log1p(predicted[row]) - StrictMath.log1p(truths[row]);
      squares += distance * distance;
    }
    return Math.sqrt(squares / truths.length);
  }

  /// @param errors predicted − true
  private static double pinball(double[] errors, double quantile) {
    return Arrays.stream(errors)
        .map(error -> error < 0 ? -quantile * error : (1 - quantile) * error)
        .average()
        .orElse(Double.NaN);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
