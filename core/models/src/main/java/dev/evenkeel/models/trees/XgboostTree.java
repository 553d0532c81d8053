package dev.evenkeel.models.trees;

import java.util.BitSet;

/// A tree as XGBoost's document holds it.
final class XgboostTree implements SourceTree {
  /// XGBoost's own bound: above it a float cannot tell categories apart.
  private static final int CATEGORIES_MAX = 1 << 24;

  private final Refusal refusal;
  private final int inputs;
  private final double weight;
  private final int[] leftChildren;
  private final int[] rightChildren;
  private final double[] indices;
  private final double[] conditions;
  private final double[] missingLeft;
  private final double[] types;
  private final double[] covers;
  private final int[] categories;
  private final int[] starts;
  private final int[] sizes;

  /// @param weight of its leaves, where DART dropped trees
  /// @param inputs of the model
  XgboostTree(Fields tree, double weight, int inputs, Refusal refusal) {
    this.refusal = refusal;
    this.inputs = inputs;
    this.weight = weight;
    int size = Math.max(1, tree.numbers("left_children").length);
    leftChildren = tree.wholes("left_children", size, -1, size - 1);
    rightChildren = tree.wholes("right_children", size, -1, size - 1);
    indices = tree.numbers("split_indices", size);
    conditions = tree.numbers("split_conditions", size);
    missingLeft = tree.numbers("default_left", size);
    types = tree.has("split_type") ? tree.numbers("split_type", size) : new double[size];
    covers = tree.has("sum_hessian") ? tree.numbers("sum_hessian", size) : new double[size];
    starts = new int[size];
    sizes = new int[size];
    categories = tree.wholes("categories", 0, CATEGORIES_MAX - 1);
    if (tree.has("categories_nodes")) {
      placeSets(tree);
    }
  }

  private void placeSets(Fields tree) {
    int[] nodes = tree.wholes("categories_nodes", 0, size() - 1);
    int[] from = tree.wholes("categories_segments", nodes.length, 0, Integer.MAX_VALUE);
    int[] many = tree.wholes("categories_sizes", nodes.length, 0, Integer.MAX_VALUE);
    long all = 0;
    for (int index = 0; index < nodes.length; index++) {
      // Sets that share their members could take a file's size squared to read.
      all += many[index];
      if ((long) from[index] + many[index] > categories.length || all > categories.length) {
        throw refusal.of(
            "sets of categories beyond the list", "%d in all".formatted(categories.length));
      }
      starts[nodes[index]] = from[index];
      sizes[nodes[index]] = many[index];
    }
  }

  @Override
  public int size() {
    return leftChildren.length;
  }

  @Override
  public boolean isLeaf(int node) {
    return leftChildren[node] == -1;
  }

  @Override
  public int left(int node) {
    return leftChildren[node];
  }

  @Override
  public int right(int node) {
    return rightChildren[node];
  }

  @Override
  public int feature(int node) {
    return refusal.whole(indices[node], "split_indices", 0, inputs - 1);
  }

  @Override
  public int flags(int node) {
    int flags = missingLeft[node] == 0 ? 0 : Trees.MISSING_LEFT;
    return types[node] == 0 ? flags : flags | Trees.CATEGORICAL;
  }

  /// Less than the threshold goes left.
  @Override
  public float largestLeft(int node) {
    return Math.nextDown(threshold(node));
  }

  @Override
  public long[] categories(int node) {
    BitSet set = new BitSet();
    for (int at = starts[node]; at < starts[node] + sizes[node]; at++) {
      set.set(categories[at]);
    }
    return set.toLongArray();
  }

  @Override
  public double value(int node) {
    float value = threshold(node);
    if (!isLeaf(node)) {
      return value;
    }
    float weighed = value * (float) weight;
    if (!Float.isFinite(weighed)) {
      throw refusal.of("split_conditions holds `%s` at a leaf".formatted(weighed), "finite floats");
    }
    return weighed;
  }

  private float threshold(int node) {
    float threshold = (float) conditions[node];
    boolean overflown = Float.isInfinite(threshold) && Double.isFinite(conditions[node]);
    if (Float.isNaN(threshold) || threshold == Float.NEGATIVE_INFINITY || overflown) {
      throw refusal.of(
          "split_conditions holds `%s`".formatted(Refusal.written(conditions[node])), "floats");
    }
    return threshold;
  }

  @Override
  public double cover(int node) {
    return Double.isFinite(covers[node]) ? Math.max(0, covers[node]) : 0;
  }
}
