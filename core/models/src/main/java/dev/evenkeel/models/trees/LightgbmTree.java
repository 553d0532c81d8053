package dev.evenkeel.models.trees;

/// A tree as LightGBM's text holds it: its splits first, then its leaves, which children name by
/// negative numbers.
final class LightgbmTree implements SourceTree {
  private static final int CATEGORICAL = 1;
  private static final int DEFAULT_LEFT = 2;
  private static final int MISSING_NONE = 0;
  private static final int MISSING_ZERO = 1;
  private static final int DECISION_MAX = 15;
  private static final long WORD_MAX = 0xffff_ffffL;
  private static final int LEAVES_MAX = 10_000_000;

  private final Refusal refusal;
  private final int splits;
  private final int[] feature;
  private final int[] decision;
  private final double[] threshold;
  private final int[] left;
  private final int[] right;
  private final double[] leaves;
  private final int[] splitCounts;
  private final int[] leafCounts;
  private final int[] boundaries;
  private final int[] words;

  /// @param inputs of the model
  LightgbmTree(LightgbmBlock tree, int inputs, Refusal refusal) {
    this.refusal = refusal;
    int count = tree.whole("num_leaves", 1, LEAVES_MAX);
    if (tree.has("is_linear") && tree.whole("is_linear", 0, 1) != 0) {
      throw refusal.of(
          "leaves that are linear models", "one value a leaf", "train it with linear_tree=false");
    }
    leaves = tree.numbers("leaf_value", count);
    splits = count - 1;
    feature = tree.wholes("split_feature", splits, 0, inputs - 1L);
    decision = tree.wholes("decision_type", splits, 0, DECISION_MAX);
    threshold = tree.thresholds("threshold", splits);
    left = tree.wholes("left_child", splits, -count, splits - 1L);
    right = tree.wholes("right_child", splits, -count, splits - 1L);
    boolean counted = hasCounts(tree);
    splitCounts =
        counted ? tree.wholes("internal_count", splits, 0, Integer.MAX_VALUE) : new int[0];
    leafCounts =
        counted && splits > 0
            ? tree.wholes("leaf_count", count, 0, Integer.MAX_VALUE)
            : new int[count];
    int sets = tree.has("num_cat") ? tree.whole("num_cat", 0, splits) : 0;
    boundaries =
        sets == 0 ? new int[] {0} : tree.wholes("cat_boundaries", sets + 1, 0, Integer.MAX_VALUE);
    words =
        sets == 0
            ? new int[0]
            : tree.wholes("cat_threshold", tree.count("cat_threshold"), 0, WORD_MAX);
  }

  /// Whether a tree says how many rows came by; one of a single leaf need not.
  static boolean hasCounts(LightgbmBlock tree) {
    return tree.text("num_leaves").equals("1")
        || (!tree.text("internal_count").isEmpty() && !tree.text("leaf_count").isEmpty());
  }

  @Override
  public int size() {
    return splits + leaves.length;
  }

  @Override
  public boolean isLeaf(int node) {
    return node >= splits;
  }

  @Override
  public int left(int node) {
    return child(left[node]);
  }

  @Override
  public int right(int node) {
    return child(right[node]);
  }

  private int child(int written) {
    return written >= 0 ? written : splits + ~written;
  }

  @Override
  public int feature(int node) {
    return feature[node];
  }

  @Override
  public int flags(int node) {
    if ((decision[node] & CATEGORICAL) != 0) {
      return Trees.CATEGORICAL | Trees.MEMBERS_LEFT | Trees.FRACTION_CUT;
    }
    boolean left = (decision[node] & DEFAULT_LEFT) != 0;
    return switch (decision[node] >> 2) {
      // What is missing counts as zero.
      case MISSING_NONE -> 0 <= threshold[node] ? Trees.MISSING_LEFT : 0;
      case MISSING_ZERO ->
          left ? Trees.ZERO_IS_MISSING | Trees.MISSING_LEFT : Trees.ZERO_IS_MISSING;
      default -> left ? Trees.MISSING_LEFT : 0;
    };
  }

  /// As much as the threshold goes left: so does every float up to the last that is not above it.
  @Override
  public float largestLeft(int node) {
    double threshold = threshold(node);
    float below = (float) threshold;
    return below > threshold ? Math.nextDown(below) : below;
  }

  /// LightGBM takes all numbers within a hair of zero for zero; here the thresholds move out of
  /// their way instead.
  private double threshold(int node) {
    double written = threshold[node];
    if (Math.abs(written) > Trees.ZERO) {
      return written;
    }
    return written < 0 ? Math.nextDown((double) -Trees.ZERO) : Trees.ZERO;
  }

  @Override
  public long[] categories(int node) {
    int set = refusal.whole(threshold[node], "threshold of a category", 0, boundaries.length - 2);
    int start = boundaries[set];
    int end = boundaries[set + 1];
    if (start > end || end > words.length) {
      throw refusal.of(
          "cat_boundaries beyond the list", "rising numbers up to %d".formatted(words.length));
    }
    long[] members = new long[(end - start + 1) / 2];
    for (int word = start; word < end; word++) {
      int place = word - start;
      members[place / 2] |= (words[word] & WORD_MAX) << (place % 2 * 32);
    }
    return members;
  }

  @Override
  public double value(int node) {
    return isLeaf(node) ? leaves[node - splits] : threshold(node);
  }

  @Override
  public double cover(int node) {
    return isLeaf(node) ? leafCounts[node - splits] : splitCounts[node];
  }

  /// Whether it splits an input by categories.
  void markCategories(boolean[] categorical) {
    for (int node = 0; node < splits; node++) {
      categorical[feature[node]] |= (decision[node] & CATEGORICAL) != 0;
    }
  }
}
