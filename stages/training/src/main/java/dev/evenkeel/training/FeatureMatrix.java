package dev.evenkeel.training;

/// Rows as a trainer takes them.
///
/// @param values row by row; NaN is missing
/// @param labels class indexes, or quantities
// Handed from one step of the work to the next and never compared.
@SuppressWarnings("ArrayRecordComponent")
record FeatureMatrix(float[] values, int rows, int width, float[] labels) {
  FeatureMatrix {
    if (values.length != rows * width || labels.length != rows) {
      throw new IllegalArgumentException(
          "Cannot make a matrix of %d x %d: got %d values and %d labels"
              .formatted(rows, width, values.length, labels.length));
    }
  }

  /// The rows at these positions, in this order.
  FeatureMatrix select(int[] positions) {
    float[] chosen = new float[positions.length * width];
    float[] truths = new float[positions.length];
    for (int row = 0; row < positions.length; row++) {
      System.arraycopy(values, positions[row] * width, chosen, row * width, width);
      truths[row] = labels[positions[row]];
    }
    return new FeatureMatrix(chosen, positions.length, width, truths);
  }
}
