package dev.evenkeel.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// A linear model by coordinate descent (XGBoost's `gblinear`): logistic for classes, least squares
/// for a quantity. Columns are standardised and missing values take the mean, as a linear model
/// needs.
final class LinearTrainer {
  private static final int ROUNDS = 100;

  private final Booster booster;
  private final Scaling scaling;
  private final int classes;

  private LinearTrainer(Booster booster, Scaling scaling, int classes) {
    this.booster = booster;
    this.scaling = scaling;
    this.classes = classes;
  }

  /// @param classes 0 for a quantity
  static LinearTrainer train(FeatureMatrix rows, int classes) {
    Scaling scaling = Scaling.of(rows);
    Map<String, Object> settings = XgboostTrainer.objective(classes);
    settings.put("booster", "gblinear");
    settings.put("updater", "coord_descent");
    settings.put("eta", 0.5);
    settings.put("lambda", 0.0001);
    try {
      DMatrix matrix = NativeMatrix.of(scaling.apply(rows));
      try {
        return new LinearTrainer(
            XGBoost.train(matrix, settings, ROUNDS, Map.of(), null, null), scaling, classes);
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot train a linear model", e);
    }
  }

  /// Probabilities of each row, or its one quantity.
  List<double[]> predict(FeatureMatrix rows) {
    try {
      DMatrix matrix = NativeMatrix.of(scaling.apply(rows));
      try {
        List<double[]> predictions = new ArrayList<>();
        for (float[] row : booster.predict(matrix)) {
          predictions.add(outputs(row));
        }
        return predictions;
      } finally {
        matrix.dispose();
      }
    } catch (XGBoostError e) {
      throw new IllegalStateException("Cannot predict by a linear model", e);
    }
  }

  private double[] outputs(float[] row) {
    if (classes == 2) {
      return new double[] {1.0 - row[0], row[0]};
    }
    double[] outputs = new double[row.length];
    for (int index = 0; index < row.length; index++) {
      outputs[index] = row[index];
    }
    return outputs;
  }
}
