package dev.evenkeel.models;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Compares two models by resampling the rows that both were judged on (Efron's percentile
/// bootstrap, paired).
public final class PairedBootstrap {
  private static final double TAIL = 0.05;

  private PairedBootstrap() {}

  /// The same arguments always give the same answer.
  ///
  /// @param champion loss of each row
  /// @param challenger loss of the same rows, in the same order
  public static Comparison compare(
      double[] champion, double[] challenger, long seed, int resamples) {
    if (champion.length != challenger.length || champion.length == 0) {
      throw new IllegalArgumentException(
          "Cannot compare losses: both models need the same rows, got %d and %d"
              .formatted(champion.length, challenger.length));
    }
    int rows = champion.length;
    double base = Metrics.mean(champion);
    double[] gains = new double[rows];
    Arrays.setAll(gains, row -> champion[row] - challenger[row]);
    if (base == 0) {
      return new Comparison(0, 0, 0, rows, seed);
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] means = new double[resamples];
    for (int resample = 0; resample < resamples; resample++) {
      double sum = 0;
      for (int draw = 0; draw < rows; draw++) {
        sum += gains[random.nextInt(rows)];
      }
      means[resample] = sum / rows / base;
    }
    Arrays.sort(means);
    return new Comparison(
        Metrics.mean(gains) / base,
        percentile(means, TAIL),
        percentile(means, 1 - TAIL),
        rows,
        seed);
  }

  /// Linear interpolation (type 7 of Hyndman and Fan).
  static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) Math.floor(position);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
