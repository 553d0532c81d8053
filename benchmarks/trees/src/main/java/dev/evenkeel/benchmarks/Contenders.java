package dev.evenkeel.benchmarks;

import dev.evenkeel.models.TreeModel;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// One model of 100 trees of depth 6 on 10 inputs, in every form that is compared, and rows to ask.
final class Contenders {
  static final int WIDTH = 10;
  static final int ROWS = 4_096;
  private static final int TRAINING_ROWS = 20_000;
  private static final int TREES = 100;
  private static final int DEPTH = 6;

  final TreeModel engine;
  final ArrayWalk walk;
  final Booster library;
  final float[] rows;

  /// @param missing share of the numbers in the rows that are not there
  Contenders(double missing) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    try {
      library = train(random);
      library.setParam("nthread", 1);
      byte[] json = library.toByteArray("json");
      engine = TreeModel.readXgboostJson(json, "model.json");
      walk = new ArrayWalk(json);
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot train the model to measure", e);
    }
    rows = numbers(random, ROWS);
    for (int index = 0; index < rows.length; index++) {
      rows[index] = random.nextDouble() < missing ? Float.NaN : rows[index];
    }
  }

  private static Booster train(RandomGenerator random) throws XGBoostError {
    float[] values = numbers(random, TRAINING_ROWS);
    DMatrix matrix = new DMatrix(values, TRAINING_ROWS, WIDTH, Float.NaN);
    float[] labels = new float[TRAINING_ROWS];
    for (int row = 0; row < TRAINING_ROWS; row++) {
      int at = row * WIDTH;
      double signal =
          values[at] * values[at + 1]
              + Math.sin(3 * values[at + 2])
              + values[at + 3] * values[at + 3];
      labels[row] = signal + 0.3 * random.nextGaussian() > 1 ? 1 : 0;
    }
    matrix.setLabel(labels);
    Map<String, Object> settings =
        Map.of("objective", "binary:logistic", "max_depth", DEPTH, "nthread", 1, "verbosity", 0);
    Booster booster = XGBoost.train(matrix, settings, TREES, Map.of(), null, null);
    matrix.dispose();
    return booster;
  }

  private static float[] numbers(RandomGenerator random, int rows) {
    float[] numbers = new float[rows * WIDTH];
    for (int index = 0; index < numbers.length; index++) {
      numbers[index] = (float) random.nextGaussian();
    }
    return numbers;
  }

  float[] row(int row) {
    float[] one = new float[WIDTH];
    System.arraycopy(rows, row * WIDTH, one, 0, WIDTH);
    return one;
  }

  /// What the library answers when it is handed a matrix, as its documentation advises.
  float[][] byMatrix(float[] values, int count) {
    try {
      DMatrix matrix = new DMatrix(values, count, WIDTH, Float.NaN);
      try {
        return library.predict(matrix);
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot ask the library", e);
    }
  }

  float[][] inPlace(float[] values, int count) {
    try {
      return library.inplace_predict(values, count, WIDTH, Float.NaN);
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot ask the library", e);
    }
  }
}
