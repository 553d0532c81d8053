package dev.evenkeel.training;

import java.util.List;
import java.util.stream.IntStream;

/// How predictions did, and how one would do without a model.
final class Scores {
  private Scores() {}

  static double accuracy(List<double[]> predictions, FeatureMatrix rows) {
    return IntStream.range(0, rows.rows())
        .mapToDouble(row -> {
          double[] probabilities = predictions.get(row);
          double most = java.util.Arrays.stream(probabilities).max().orElseThrow();
          return probabilities[(int) rows.labels()[row]] == most ? 1 : 0;
        })
        .average()
        .orElseThrow();
  }

  static double majority(FeatureMatrix rows) {
    double most = 0;
    for (float each : rows.labels()) {
      int same = 0;
      for (float label : rows.labels()) {
        same += label == each ? 1 : 0;
      }
      most = Math.max(most, same);
    }
    return most / rows.rows();
  }

  static double squaredError(List<double[]> predictions, FeatureMatrix rows) {
    return IntStream.range(0, rows.rows())
        .mapToDouble(row -> Math.pow(predictions.get(row)[0] - rows.labels()[row], 2))
        .average()
        .orElseThrow();
  }

  static double variance(FeatureMatrix rows) {
    double mean =
        IntStream.range(0, rows.rows()).mapToDouble(row -> rows.labels()[row]).average().orElse(0);
    return IntStream.range(0, rows.rows())
        .mapToDouble(row -> Math.pow(rows.labels()[row] - mean, 2))
        .average()
        .orElseThrow();
  }
}
