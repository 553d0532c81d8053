package dev.evenkeel.models;

import java.util.List;

/// A tree ensemble of XGBoost, walked in pure Java.
///
/// Inputs are rounded to float first; `x < t` goes left, NaN by its own flag; leaves are added in
/// float, tree by tree from the base margin, as XGBoost 3 does.
public final class XgboostModel implements Predictor {
  private final Trees trees;
  private final Objective objective;
  private final int inputs;
  private final int groups;
  private final float[] baseMargins;
  private final List<String> featureNames;

  XgboostModel(
      Trees trees,
      Objective objective,
      int inputs,
      int groups,
      float[] baseMargins,
      List<String> featureNames) {
    this.trees = trees;
    this.objective = objective;
    this.inputs = inputs;
    this.groups = groups;
    this.baseMargins = baseMargins;
    this.featureNames = List.copyOf(featureNames);
  }

  /// Reads XGBoost's own JSON, of versions 1.6 to 3.4; a hostile or broken file is a problem.
  ///
  /// @param where the file's name in messages
  public static XgboostModel read(byte[] json, String where) {
    return new XgboostReader(json, where).read();
  }

  @Override
  public int inputs() {
    return inputs;
  }

  @Override
  public int outputs() {
    return objective == Objective.LOGISTIC ? 2 : groups;
  }

  /// Names of the inputs; none when the file has none.
  public List<String> featureNames() {
    return featureNames;
  }

  /// Whether it predicts a number and not classes.
  public boolean isQuantity() {
    return objective == Objective.IDENTITY || objective == Objective.EXPONENTIAL;
  }

  @Override
  public void predict(float[] row, int offset, double[] outputs) {
    float[] margins = baseMargins.clone();
    trees.add(row, offset, margins);
    objective.transform(margins, outputs);
  }

  /// What the sums of the leaves mean.
  enum Objective {
    /// A number as it is.
    IDENTITY,
    /// The logarithm of a number.
    EXPONENTIAL,
    /// The log-odds of the second of two classes.
    LOGISTIC,
    /// Unnormalised log-probabilities.
    SOFTMAX;

    void transform(float[] margins, double[] outputs) {
      switch (this) {
        case IDENTITY -> outputs[0] = margins[0];
        case EXPONENTIAL -> outputs[0] = (float) StrictMath.exp(margins[0]);
        case LOGISTIC -> {
          float probability = sigmoid(margins[0]);
          outputs[0] = 1.0 - probability;
          outputs[1] = probability;
        }
        case SOFTMAX -> softmax(margins, outputs);
      }
    }

    private static float sigmoid(float margin) {
      float exponent = (float) StrictMath.exp(Math.min(-margin, 88.7f));
      return 1.0f / (exponent + 1.0f + 1e-16f);
    }

    private static void softmax(float[] margins, double[] outputs) {
      float most = margins[0];
      for (float margin : margins) {
        most = Math.max(most, margin);
      }
      double sum = 0;
      for (int index = 0; index < margins.length; index++) {
        float exponential = (float) StrictMath.exp(margins[index] - most);
        outputs[index] = exponential;
        sum += exponential;
      }
      float total = (float) sum;
      for (int index = 0; index < margins.length; index++) {
        outputs[index] = (float) outputs[index] / total;
      }
    }
  }
}
