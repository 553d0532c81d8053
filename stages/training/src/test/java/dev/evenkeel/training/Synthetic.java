package dev.evenkeel.training;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Seeded rows with something to learn: the label follows the first two columns, with noise.
final class Synthetic {
  private Synthetic() {}

  static RandomGenerator generator(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// @param classes 0 for a quantity
  /// @param missing share of the values that are not there
  static FeatureMatrix rows(
      RandomGenerator random, int rows, int width, int classes, double missing) {
    float[] values = new float[rows * width];
    float[] labels = new float[rows];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        // Every second column has few levels, so that rows meet thresholds exactly.
        float value =
            column % 2 == 0 ? (float) random.nextGaussian() : random.nextInt(-2, 5) * 0.5f;
        values[row * width + column] = random.nextDouble() < missing ? Float.NaN : value;
      }
      double signal = known(values[row * width]) + known(values[row * width + 1]);
      double noisy = signal + random.nextGaussian() * 0.3;
      labels[row] =
          classes == 0
              ? (float) (1_000 * noisy)
              : (float) Math.clamp(Math.round(noisy + (classes - 1) / 2.0), 0, classes - 1);
    }
    return new FeatureMatrix(values, rows, width, labels);
  }

  private static double known(float value) {
    return Float.isNaN(value) ? 0 : value;
  }
}
