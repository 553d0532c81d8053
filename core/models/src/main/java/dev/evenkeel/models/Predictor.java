package dev.evenkeel.models;

/// A loaded model: numbers in, numbers out. Safe for many threads at once.
public interface Predictor {
  /// Numbers in a row.
  int inputs();

  /// Probabilities of the classes, in their order; or 1 for a quantity.
  int outputs();

  /// Computes one row.
  ///
  /// @param inputs rows one after another; NaN is missing
  /// @param offset where the row begins
  /// @param outputs filled with probabilities, or with the quantity
  void predict(float[] inputs, int offset, double[] outputs);
}
