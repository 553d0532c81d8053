package dev.evenkeel.models.trees;

/// Walks rows of floats through all trees, and adds the leaves in the order of the trees. Nothing
/// is allocated and nothing is locked.
final class FloatWalk {
  private static final int BLOCK = 64;

  private final Trees trees;
  private final int inputs;

  /// @param inputs numbers in a row
  FloatWalk(Trees trees, int inputs) {
    this.trees = trees;
    this.inputs = inputs;
  }

  /// What the numbers of some rows allow.
  private enum Numbers {
    FINITE,
    FINITE_OR_MISSING,
    ANY
  }

  /// Adds one row's leaves.
  ///
  /// @param sums one for each group from `at` on, which hold what the sums begin with
  void add(float[] row, int offset, double[] sums, int at) {
    Numbers numbers = numbers(row, offset, inputs);
    int tree = 0;
    if (numbers != Numbers.ANY) {
      for (; tree + 8 <= trees.roots.length; tree += 8) {
        if (numbers == Numbers.FINITE) {
          FiniteKernel.trees(trees, tree, row, offset, sums, at);
        } else {
          MissingKernel.trees(trees, tree, row, offset, sums, at);
        }
      }
    }
    for (; tree < trees.roots.length; tree++) {
      addLeaf(tree, row, offset, sums, at + trees.groups[tree]);
    }
  }

  /// Adds many rows' leaves, with the same bits as one by one: blocks of rows through one tree
  /// after the other, so that a tree is read from memory once for all of them.
  ///
  /// @param stride from the sums of one row to those of the next
  void addAll(float[] rows, int count, double[] sums, int stride) {
    for (int first = 0; first < count; first += BLOCK) {
      int last = Math.min(first + BLOCK, count);
      int even = first + (last - first) / 8 * 8;
      Numbers numbers = numbers(rows, first * inputs, (even - first) * inputs);
      for (int tree = 0; tree < trees.roots.length; tree++) {
        addBlock(tree, numbers, rows, first, even, sums, stride);
      }
      for (int row = even; row < last; row++) {
        add(rows, row * inputs, sums, row * stride);
      }
    }
  }

  private void addBlock(
      int tree, Numbers numbers, float[] rows, int first, int last, double[] sums, int stride) {
    for (int row = first; row < last; row += 8) {
      int offset = row * inputs;
      int at = row * stride + trees.groups[tree];
      switch (numbers) {
        case FINITE -> FiniteKernel.rows(trees, tree, rows, offset, inputs, sums, at, stride);
        case FINITE_OR_MISSING ->
            MissingKernel.rows(trees, tree, rows, offset, inputs, sums, at, stride);
        case ANY -> {
          for (int each = 0; each < 8; each++) {
            addLeaf(tree, rows, offset + each * inputs, sums, at + each * stride);
          }
        }
      }
    }
  }

  private Numbers numbers(float[] numbers, int offset, int count) {
    if (!trees.isPlain()) {
      return Numbers.ANY;
    }
    // What is missing or infinite is missing when times zero.
    float sum = 0;
    for (int index = offset; index < offset + count; index++) {
      sum += numbers[index] * 0;
    }
    if (!Float.isNaN(sum)) {
      return Numbers.FINITE;
    }
    for (int index = offset; index < offset + count; index++) {
      if (Float.isInfinite(numbers[index])) {
        return Numbers.ANY;
      }
    }
    return Numbers.FINITE_OR_MISSING;
  }

  private void addLeaf(int tree, float[] row, int offset, double[] sums, int at) {
    int node = trees.roots[tree];
    while (!trees.isLeaf(node)) {
      node = trees.next(node, row[offset + trees.feature(node)]);
    }
    trees.addLeaf(node, sums, at);
  }
}
