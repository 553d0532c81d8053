package dev.evenkeel.training;

/// Mean and spread of each column of the training rows.
// Made and used within one training.
@SuppressWarnings("ArrayRecordComponent")
record Scaling(double[] mean, double[] spread) {
  static Scaling of(FeatureMatrix rows) {
    double[] mean = new double[rows.width()];
    double[] spread = new double[rows.width()];
    for (int column = 0; column < rows.width(); column++) {
      double sum = 0;
      double squares = 0;
      int present = 0;
      for (int row = 0; row < rows.rows(); row++) {
        float value = rows.values()[row * rows.width() + column];
        if (!Float.isNaN(value)) {
          sum += value;
          squares += (double) value * value;
          present++;
        }
      }
      mean[column] = present == 0 ? 0 : sum / present;
      double variance = present == 0 ? 0 : squares / present - mean[column] * mean[column];
      spread[column] = variance > 1e-12 ? Math.sqrt(variance) : 1;
    }
    return new Scaling(mean, spread);
  }

  FeatureMatrix apply(FeatureMatrix rows) {
    float[] scaled = new float[rows.values().length];
    for (int index = 0; index < scaled.length; index++) {
      int column = index % rows.width();
      float value = rows.values()[index];
      scaled[index] = Float.isNaN(value) ? 0 : (float) ((value - mean[column]) / spread[column]);
    }
    return new FeatureMatrix(scaled, rows.rows(), rows.width(), rows.labels());
  }
}
