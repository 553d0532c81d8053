package dev.evenkeel.training;

import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;

/// A matrix in the native library's memory; whoever makes one disposes of it.
final class NativeMatrix {
  private NativeMatrix() {}

  static DMatrix of(FeatureMatrix rows) throws XGBoostError {
    DMatrix matrix = new DMatrix(rows.values(), rows.rows(), rows.width(), Float.NaN);
    matrix.setLabel(rows.labels());
    return matrix;
  }
}
