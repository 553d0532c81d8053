package dev.evenkeel.models.trees;

/// Eight walks in step, for rows of finite numbers: a single walk mostly waits for memory. Written
/// out, because only local variables stay in registers.
final class FiniteKernel {
  private FiniteKernel() {}

  /// One row through eight trees.
  static void trees(Trees trees, int tree, float[] row, int offset, double[] sums, int at) {
    int[] nodes = trees.nodes;
    int[] roots = trees.roots;
    int a = roots[tree];
    int b = roots[tree + 1];
    int c = roots[tree + 2];
    int d = roots[tree + 3];
    int e = roots[tree + 4];
    int f = roots[tree + 5];
    int g = roots[tree + 6];
    int h = roots[tree + 7];
    for (int step = trees.deepestOfEight(tree); step > 0; step--) {
      a = Trees.nextOfFinite(nodes, a, row[offset + nodes[a]]);
      b = Trees.nextOfFinite(nodes, b, row[offset + nodes[b]]);
      c = Trees.nextOfFinite(nodes, c, row[offset + nodes[c]]);
      d = Trees.nextOfFinite(nodes, d, row[offset + nodes[d]]);
      e = Trees.nextOfFinite(nodes, e, row[offset + nodes[e]]);
      f = Trees.nextOfFinite(nodes, f, row[offset + nodes[f]]);
      g = Trees.nextOfFinite(nodes, g, row[offset + nodes[g]]);
      h = Trees.nextOfFinite(nodes, h, row[offset + nodes[h]]);
    }
    int[] groups = trees.groups;
    trees.addLeaf(a, sums, at + groups[tree]);
    trees.addLeaf(b, sums, at + groups[tree + 1]);
    trees.addLeaf(c, sums, at + groups[tree + 2]);
    trees.addLeaf(d, sums, at + groups[tree + 3]);
    trees.addLeaf(e, sums, at + groups[tree + 4]);
    trees.addLeaf(f, sums, at + groups[tree + 5]);
    trees.addLeaf(g, sums, at + groups[tree + 6]);
    trees.addLeaf(h, sums, at + groups[tree + 7]);
  }

  /// Eight rows through one tree.
  ///
  /// @param width from one row to the next
  /// @param stride from the sum of one row to that of the next
  static void rows(
      Trees trees,
      int tree,
      float[] rows,
      int offset,
      int width,
      double[] sums,
      int at,
      int stride) {
    int[] nodes = trees.nodes;
    int root = trees.roots[tree];
    int a = root;
    int b = root;
    int c = root;
    int d = root;
    int e = root;
    int f = root;
    int g = root;
    int h = root;
    for (int step = trees.depths[tree]; step > 0; step--) {
      a = Trees.nextOfFinite(nodes, a, rows[offset + nodes[a]]);
      b = Trees.nextOfFinite(nodes, b, rows[offset + width + nodes[b]]);
      c = Trees.nextOfFinite(nodes, c, rows[offset + 2 * width + nodes[c]]);
      d = Trees.nextOfFinite(nodes, d, rows[offset + 3 * width + nodes[d]]);
      e = Trees.nextOfFinite(nodes, e, rows[offset + 4 * width + nodes[e]]);
      f = Trees.nextOfFinite(nodes, f, rows[offset + 5 * width + nodes[f]]);
      g = Trees.nextOfFinite(nodes, g, rows[offset + 6 * width + nodes[g]]);
      h = Trees.nextOfFinite(nodes, h, rows[offset + 7 * width + nodes[h]]);
    }
    trees.addLeaf(a, sums, at);
    trees.addLeaf(b, sums, at + stride);
    trees.addLeaf(c, sums, at + 2 * stride);
    trees.addLeaf(d, sums, at + 3 * stride);
    trees.addLeaf(e, sums, at + 4 * stride);
    trees.addLeaf(f, sums, at + 5 * stride);
    trees.addLeaf(g, sums, at + 6 * stride);
    trees.addLeaf(h, sums, at + 7 * stride);
  }
}
