package dev.evenkeel.models.trees;

import java.util.Arrays;

/// Splits a margin into what each input contributed: Shapley values by the way the training rows
/// took through the trees (TreeSHAP, Lundberg et al. 2018), in double.
final class TreeShap {
  /// Leaves times the square of their depth, over all trees; beyond it one row takes seconds.
  private static final double COST_MAX = 1e9;

  private static final int NUMBERS_MAX = 10_000_000;

  private final Trees trees;
  private final int inputs;
  private final double[] expected;
  private final int elements;

  TreeShap(Trees trees, int inputs) {
    this.trees = trees;
    this.inputs = inputs;
    this.expected = expected(trees);
    int deepest = trees.deepest() + 2;
    this.elements = deepest * (deepest + 1) / 2;
  }

  /// Whether the file says how many rows came by each node, and a row can be explained in time.
  static boolean canExplain(Trees trees, int inputs, int groups) {
    if ((inputs + 1L) * groups > NUMBERS_MAX || !trees.hasCovers()) {
      return false;
    }
    double cost = 0;
    for (int tree = 0; tree < trees.roots.length; tree++) {
      int end = tree + 1 < trees.roots.length ? trees.roots[tree + 1] : trees.nodes.length;
      double depth = trees.depths[tree];
      cost += (end - trees.roots[tree]) / (2.0 * Trees.WIDTH) * depth * depth;
    }
    return cost <= COST_MAX;
  }

  /// Adds every tree's contributions.
  ///
  /// @param contributions for each group one number for each input, then the base
  void add(float[] row, int offset, double[] contributions) {
    Walk walk = new Walk(row, offset, contributions);
    for (int tree = 0; tree < trees.roots.length; tree++) {
      int at = trees.groups[tree] * (inputs + 1);
      contributions[at + inputs] += expected[tree];
      if (trees.depths[tree] > 0) {
        walk.at = at;
        walk.visit(trees.roots[tree], 0, 0, 1, 1, -1);
      }
    }
  }

  /// What each tree answers on average. Children lie behind their parents, so one way back does.
  private static double[] expected(Trees trees) {
    double[] means = new double[trees.size()];
    for (int index = means.length - 1; index >= 0; index--) {
      int node = index * Trees.WIDTH;
      means[index] = trees.value(node);
      if (!trees.isLeaf(node)) {
        int left = trees.left(node) / Trees.WIDTH;
        double share = leftShare(trees, node);
        means[index] = share * means[left] + (1 - share) * means[left + 1];
      }
    }
    return Arrays.stream(trees.roots).mapToDouble(root -> means[root / Trees.WIDTH]).toArray();
  }

  private static double leftShare(Trees trees, int node) {
    double left = trees.cover(trees.left(node));
    double both = left + trees.cover(trees.left(node) + Trees.WIDTH);
    return both > 0 ? left / both : 0.5;
  }

  /// One row's way through all trees. A path holds the inputs that were asked so far: the share of
  /// rows that go on without knowing the input, whether this row does, and the weights of subsets
  /// by their size. Each level of a tree works on its own copy.
  private final class Walk {
    private final float[] row;
    private final int offset;
    private final double[] contributions;
    private final int[] feature = new int[elements];
    private final double[] zero = new double[elements];
    private final double[] one = new double[elements];
    private final double[] weight = new double[elements];
    private int at;

    Walk(float[] row, int offset, double[] contributions) {
      this.row = row;
      this.offset = offset;
      this.contributions = contributions;
    }

    void visit(int node, int length, int parent, double zeros, double ones, int asked) {
      int path = parent + length;
      System.arraycopy(feature, parent, feature, path, length);
      System.arraycopy(zero, parent, zero, path, length);
      System.arraycopy(one, parent, one, path, length);
      System.arraycopy(weight, parent, weight, path, length);
      extend(path, length, zeros, ones, asked);
      if (trees.isLeaf(node)) {
        leaf(path, length, trees.value(node));
        return;
      }
      int input = trees.feature(node);
      int hot = trees.next(node, row[offset + input]);
      int cold = 2 * trees.left(node) + Trees.WIDTH - hot;
      double leftShare = leftShare(trees, node);
      double hotShare = hot == trees.left(node) ? leftShare : 1 - leftShare;
      int last = length;
      double earlierZeros = 1;
      double earlierOnes = 1;
      for (int index = 1; index <= length; index++) {
        if (feature[path + index] == input) {
          earlierZeros = zero[path + index];
          earlierOnes = one[path + index];
          unwind(path, length, index);
          last--;
          break;
        }
      }
      visit(hot, last + 1, path, hotShare * earlierZeros, earlierOnes, input);
      visit(cold, last + 1, path, (1 - hotShare) * earlierZeros, 0, input);
    }

    private void leaf(int path, int length, double value) {
      for (int index = 1; index <= length; index++) {
        double share = unwoundSum(path, length, index);
        contributions[at + feature[path + index]] +=
            share * (one[path + index] - zero[path + index]) * value;
      }
    }

    private void extend(int path, int length, double zeros, double ones, int asked) {
      feature[path + length] = asked;
      zero[path + length] = zeros;
      one[path + length] = ones;
      weight[path + length] = length == 0 ? 1 : 0;
      double all = length + 1;
      for (int index = length - 1; index >= 0; index--) {
        double before = weight[path + index];
        weight[path + index + 1] += ones * before * (index + 1) / all;
        weight[path + index] = zeros * before * (length - index) / all;
      }
    }

    /// Takes an input out of a path, which undoes `extend`.
    private void unwind(int path, int length, int index) {
      double ones = one[path + index];
      double zeros = zero[path + index];
      double all = length + 1;
      double next = weight[path + length];
      for (int each = length - 1; each >= 0; each--) {
        double before = weight[path + each];
        if (ones != 0) {
          weight[path + each] = next * all / ((each + 1) * ones);
          next = before - weight[path + each] * zeros * (length - each) / all;
        } else if (zeros != 0) {
          weight[path + each] = before * all / (zeros * (length - each));
        }
      }
      for (int each = path + index; each < path + length; each++) {
        feature[each] = feature[each + 1];
        zero[each] = zero[each + 1];
        one[each] = one[each + 1];
      }
    }

    /// The sum of the weights that a path would have without an input.
    private double unwoundSum(int path, int length, int index) {
      double ones = one[path + index];
      double zeros = zero[path + index];
      double all = length + 1;
      double next = weight[path + length];
      double total = 0;
      for (int each = length - 1; each >= 0; each--) {
        if (ones != 0) {
          double without = next * all / ((each + 1) * ones);
          total += without;
          next = weight[path + each] - without * zeros * (length - each) / all;
        } else if (zeros != 0) {
          total += weight[path + each] / zeros * all / (length - each);
        }
      }
      return total;
    }
  }
}
