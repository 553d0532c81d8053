package dev.evenkeel.models.trees;

import java.util.Arrays;

/// Puts trees one after another into the layout of [Trees], and checks that each is one: every
/// child exists and has one parent, so that a walk always ends.
final class TreesBuilder {
  private static final int NODES_MAX = 50_000_000;
  private static final int WORDS_MAX = 16_000_000;
  private static final int DEPTH_MAX = 1_000;

  private final Refusal refusal;
  private final boolean roundsToFloat;
  private final boolean hasCover;
  private int[] roots = new int[64];
  private int[] depths = new int[64];
  private int[] groups = new int[64];
  private int[] nodes = new int[1_024 * Trees.WIDTH];
  private double[] values = new double[1_024];
  private double[] covers;
  private long[] sets = new long[64];
  private int trees;
  private int count;
  private int words;

  /// @param roundsToFloat whether the library adds leaves in float, else in double
  /// @param hasCover whether every tree says how many rows came by
  TreesBuilder(Refusal refusal, boolean roundsToFloat, boolean hasCover) {
    this.refusal = refusal;
    this.roundsToFloat = roundsToFloat;
    this.hasCover = hasCover;
    this.covers = hasCover ? new double[1_024] : new double[0];
  }

  /// Adds a tree. Nodes that its root does not reach are left out: XGBoost keeps those that it
  /// pruned.
  void add(SourceTree tree, int group) {
    int[] order = new int[tree.size()];
    int[] depth = new int[tree.size()];
    boolean[] reached = new boolean[tree.size()];
    int found = 1;
    reached[0] = true;
    int root = count;
    for (int index = 0; index < found; index++) {
      int node = order[index];
      reserve();
      if (tree.isLeaf(node)) {
        append(tree, node, 0, Float.floatToIntBits(Float.POSITIVE_INFINITY), count);
        continue;
      }
      split(tree, node, root + found);
      for (int child : new int[] {tree.left(node), tree.right(node)}) {
        demandNew(child, reached, depth[index] + 1);
        reached[child] = true;
        order[found] = child;
        depth[found] = depth[index] + 1;
        found++;
      }
    }
    root(root, depth[found - 1], group);
  }

  private void demandNew(int child, boolean[] reached, int depth) {
    if (child < 0 || child >= reached.length) {
      throw refusal.of(
          "child %d of a tree of %d nodes".formatted(child, reached.length), "a node of the tree");
    }
    if (reached[child] || depth > DEPTH_MAX) {
      throw refusal.of(
          "a tree whose nodes run in a circle or deeper than %d".formatted(DEPTH_MAX), "a tree");
    }
  }

  private void root(int root, int depth, int group) {
    if (trees == roots.length) {
      roots = Arrays.copyOf(roots, trees * 2);
      depths = Arrays.copyOf(depths, trees * 2);
      groups = Arrays.copyOf(groups, trees * 2);
    }
    roots[trees] = root * Trees.WIDTH;
    depths[trees] = depth;
    groups[trees] = group;
    trees++;
  }

  private void split(SourceTree tree, int node, int leftChild) {
    boolean categorical = (tree.flags(node) & Trees.CATEGORICAL) != 0;
    // A difference of zeros must be positive.
    int threshold =
        categorical
            ? set(tree.categories(node))
            : Float.floatToIntBits(tree.largestLeft(node) + 0.0f);
    append(tree, node, tree.feature(node), threshold, leftChild);
  }

  private void append(SourceTree tree, int node, int feature, int threshold, int left) {
    int at = count * Trees.WIDTH;
    nodes[at] = feature;
    nodes[at + 1] = threshold;
    nodes[at + 2] = left * Trees.WIDTH;
    nodes[at + 3] = tree.isLeaf(node) ? Trees.MISSING_LEFT : tree.flags(node);
    values[count] = tree.value(node);
    if (hasCover) {
      covers[count] = tree.cover(node);
    }
    count++;
  }

  private int set(long[] members) {
    if (words + members.length + 1L > WORDS_MAX) {
      throw refusal.tooLarge("the sets of categories are too large", WORDS_MAX + " words in all");
    }
    while (words + members.length + 1 > sets.length) {
      sets = Arrays.copyOf(sets, sets.length * 2);
    }
    int start = words;
    sets[words++] = members.length;
    System.arraycopy(members, 0, sets, words, members.length);
    words += members.length;
    return start;
  }

  private void reserve() {
    if (count == NODES_MAX) {
      throw refusal.tooLarge("too many nodes", NODES_MAX + " in all");
    }
    if (count == values.length) {
      int longer = Math.min(NODES_MAX, count * 2);
      nodes = Arrays.copyOf(nodes, longer * Trees.WIDTH);
      values = Arrays.copyOf(values, longer);
      covers = hasCover ? Arrays.copyOf(covers, longer) : covers;
    }
  }

  Trees build() {
    return new Trees(
        roundsToFloat,
        Arrays.copyOf(roots, trees),
        Arrays.copyOf(depths, trees),
        Arrays.copyOf(groups, trees),
        Arrays.copyOf(nodes, count * Trees.WIDTH),
        Arrays.copyOf(values, count),
        hasCover ? Arrays.copyOf(covers, count) : covers,
        Arrays.copyOf(sets, words));
  }
}
