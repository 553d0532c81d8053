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
}
