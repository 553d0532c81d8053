package dev.evenkeel.models;

import java.util.List;
import java.util.Optional;

/// A loaded model: numbers in, numbers out. Safe for many threads at once.
public non-sealed interface Predictor extends Engine {
  /// Numbers in a row.
  int inputs();

  /// The names of its inputs in their order, when the file has some.
  default List<String> featureNames() {
    return List.of();
  }

  /// Computes one row.
  ///
  /// @param inputs rows one after another; NaN is missing
  /// @param offset where the row begins
  /// @param outputs filled with probabilities, or with the quantity
  void predict(float[] inputs, int offset, double[] outputs);

  /// Whether its library compares doubles, so that rounding inputs to float may change an answer:
  /// times in seconds and long numbers do not fit a float.
  default boolean readsDoubles() {
    return false;
  }

  /// Computes one row of doubles, rounded to float unless it [#readsDoubles].
  ///
  /// @param inputs rows one after another; NaN is missing
  /// @param offset where the row begins
  /// @param outputs filled with probabilities, or with the quantity
  default void predict(double[] inputs, int offset, double[] outputs) {
    float[] rounded = new float[inputs()];
    for (int index = 0; index < rounded.length; index++) {
      rounded[index] = (float) inputs[offset + index];
    }
    predict(rounded, 0, outputs);
  }

  /// Computes many rows, with the same bits as one by one.
  ///
  /// @param inputs rows one after another
  /// @param outputs filled row after row, [#outputs] numbers each
  default void predictAll(float[] inputs, int rows, double[] outputs) {
    double[] one = new double[outputs()];
    for (int row = 0; row < rows; row++) {
      predict(inputs, row * inputs(), one);
      System.arraycopy(one, 0, outputs, row * one.length, one.length);
    }
  }

  /// What explains its answers; empty when nothing can.
  default Optional<Explainer> explainer() {
    return Optional.empty();
  }
}
