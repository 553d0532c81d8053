package dev.evenkeel.models;

/// All trees of an ensemble in parallel arrays, one entry a node. Immutable after reading.
final class Trees {
  /// Marks a leaf in `feature`.
  static final int LEAF = -1;

  private final int[] roots;
  private final int[] groups;
  private final int[] feature;
  private final float[] threshold;
  private final int[] left;
  private final int[] right;
  private final boolean[] missingLeft;

  /// @param roots first node of each tree
  /// @param groups which sum each tree adds to
  /// @param feature input that a node looks at, or [#LEAF]
  /// @param threshold of a node, or the value of a leaf
  Trees(
      int[] roots,
      int[] groups,
      int[] feature,
      float[] threshold,
      int[] left,
      int[] right,
      boolean[] missingLeft) {
    this.roots = roots;
    this.groups = groups;
    this.feature = feature;
    this.threshold = threshold;
    this.left = left;
    this.right = right;
    this.missingLeft = missingLeft;
  }

  /// Adds each tree's leaf to its group's sum, in the order of the trees.
  void add(float[] row, int offset, float[] sums) {
    for (int tree = 0; tree < roots.length; tree++) {
      int node = roots[tree];
      while (feature[node] != LEAF) {
        float value = row[offset + feature[node]];
        boolean goesLeft = Float.isNaN(value) ? missingLeft[node] : value < threshold[node];
        node = goesLeft ? left[node] : right[node];
      }
      sums[groups[tree]] += threshold[node];
    }
  }
}
