package dev.evenkeel.models.trees;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tree ensemble that answers as its library does. Safe for many threads at once: immutable, no
/// lock, and one row allocates nothing.
///
/// XGBoost rounds inputs to float and adds leaves in float from the base margin, tree by tree;
/// LightGBM compares and adds doubles from zero.
public final class Ensemble {
  private final Trees trees;
  private final Link link;
  private final boolean isFloat;
  private final List<TreeInput> inputs;
  private final double[] baseMargins;
  private final double divisor;
  private final double sigmoid;
  private final FloatWalk walk;
  private final int outputs;
  private final @Nullable TreeShap shap;

  /// @param isFloat whether the library compares and adds floats
  /// @param baseMargins what each group's sum begins with
  /// @param divisor of the sums: iterations where a library averages, else 1
  /// @param sigmoid steepness of LightGBM's logistic forms
  Ensemble(
      Trees trees,
      Link link,
      boolean isFloat,
      List<TreeInput> inputs,
      double[] baseMargins,
      double divisor,
      double sigmoid) {
    this.trees = trees;
    this.link = link;
    this.isFloat = isFloat;
    this.inputs = List.copyOf(inputs);
    this.baseMargins = baseMargins;
    this.divisor = divisor;
    this.sigmoid = sigmoid;
    this.walk = new FloatWalk(trees, inputs.size());
    this.outputs = link.outputs(baseMargins.length);
    this.shap =
        TreeShap.canExplain(trees, inputs.size(), baseMargins.length)
            ? new TreeShap(trees, inputs.size())
            : null;
  }

  /// Inputs in their order.
  public List<TreeInput> inputs() {
    return inputs;
  }

  /// Probabilities of the classes; or 1 for a quantity.
  public int outputs() {
    return outputs;
  }

  /// Whether it predicts a number and not classes.
  public boolean isQuantity() {
    return link.isQuantity();
  }

  /// Whether its library compares doubles, so that rounding inputs to float may change an answer.
  public boolean readsDoubles() {
    return !isFloat;
  }

  /// A number for each input that its training data may well have had: the median of its
  /// thresholds, NaN where there is none.
  public double[] typical() {
    return trees.medians(inputs.size());
  }

  /// Sums of leaves: one for a quantity or two classes, else one for each class.
  public int margins() {
    return baseMargins.length;
  }

  /// Bytes that it takes.
  public long memoryBytes() {
    return trees.bytes();
  }

  /// Computes one row.
  public void predict(float[] row, int offset, double[] answers) {
    begin(answers, 0);
    walk.add(row, offset, answers, 0);
    finish(answers, 0);
  }

  /// Computes many rows, with the same bits as one by one.
  public void predictAll(float[] rows, int count, double[] answers) {
    for (int row = 0; row < count; row++) {
      begin(answers, row * outputs);
    }
    walk.addAll(rows, count, answers, outputs);
    for (int row = 0; row < count; row++) {
      finish(answers, row * outputs);
    }
  }

  /// Computes one row of doubles; for XGBoost they are rounded to float.
  public void predict(double[] row, int offset, double[] answers) {
    begin(answers, 0);
    addDoubles(row, offset, answers);
    finish(answers, 0);
  }

  /// The sums of one row, before they become an answer.
  public void margins(float[] row, int offset, double[] margins) {
    begin(margins, 0);
    walk.add(row, offset, margins, 0);
    divide(margins, 0);
  }

  /// Whether answers can be explained: the file says how many training rows came by each node, and
  /// the trees are not so deep that it would take seconds.
  public boolean isExplainable() {
    return shap != null;
  }

  /// What each input contributed to the margins of one row.
  ///
  /// @param contributions for each margin one number for each input, then the base; they sum to it
  public void explain(float[] row, int offset, double[] contributions) {
    if (shap == null) {
      throw new IllegalStateException("Cannot explain: the file has no weights of nodes");
    }
    int width = inputs.size() + 1;
    Arrays.fill(contributions, 0, width * baseMargins.length, 0);
    shap.add(row, offset, contributions);
    for (int group = 0; group < baseMargins.length; group++) {
      contributions[group * width + width - 1] += baseMargins[group];
    }
    for (int index = 0; index < width * baseMargins.length && divisor != 1; index++) {
      contributions[index] /= divisor;
    }
  }

  private void addDoubles(double[] row, int offset, double[] sums) {
    if (isFloat) {
      float[] rounded = new float[inputs.size()];
      for (int index = 0; index < rounded.length; index++) {
        rounded[index] = (float) row[offset + index];
      }
      walk.add(rounded, 0, sums, 0);
      return;
    }
    for (int tree = 0; tree < trees.roots.length; tree++) {
      int node = trees.roots[tree];
      while (!trees.isLeaf(node)) {
        node = trees.next(node, row[offset + trees.feature(node)]);
      }
      trees.addLeaf(node, sums, trees.groups[tree]);
    }
  }

  private void begin(double[] sums, int at) {
    for (int group = 0; group < baseMargins.length; group++) {
      sums[at + group] = baseMargins[group];
    }
  }

  private void finish(double[] sums, int at) {
    divide(sums, at);
    link.transform(sums, at, baseMargins.length, sigmoid);
  }

  private void divide(double[] sums, int at) {
    if (divisor != 1) {
      for (int group = at; group < at + baseMargins.length; group++) {
        sums[group] /= divisor;
      }
    }
  }
}
