package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.FeatureProgram;

/// Rows as trainers want them, computed by the program that serving uses.
final class FeatureMatrices {
  private FeatureMatrices() {}

  static FeatureMatrix of(TrainingInputs inputs, Frame rows) {
    FeatureProgram program = inputs.program();
    float[] values = new float[rows.rows() * program.width()];
    for (int row = 0; row < rows.rows(); row++) {
      program.evaluate(rows, row, values, row * program.width());
    }
    return new FeatureMatrix(values, rows.rows(), program.width(), labels(inputs, rows));
  }

  private static float[] labels(TrainingInputs inputs, Frame rows) {
    float[] labels = new float[rows.rows()];
    if (inputs.isQuantity()) {
      double[] truths = rows.numbers(inputs.target().column());
      for (int row = 0; row < labels.length; row++) {
        labels[row] = (float) truths[row];
      }
    } else {
      int[] truths = inputs.target().truths(rows);
      for (int row = 0; row < labels.length; row++) {
        labels[row] = truths[row];
      }
    }
    return labels;
  }
}
