package dev.evenkeel.models.trees;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// All trees of an ensemble in one array, four numbers a node. Immutable.
///
/// A node is named by where it begins, and the right child lies behind the left one. A leaf is its
/// own left child and no number goes right at it, so several trees of different depth can be walked
/// in step.
final class Trees {
  /// Numbers of a node: its input, 0 at a leaf; the largest float that goes left as bits, or where
  /// the set of a categorical node begins; the left child; flags.
  static final int WIDTH = 4;

  private static final int THRESHOLD = 1;
  private static final int LEFT = 2;
  private static final int FLAGS = 3;
  private static final int INFINITY = 0x7f800000;

  /// Where missing numbers go: left when set.
  static final int MISSING_LEFT = 1;

  /// Numbers within a hair of zero are missing.
  static final int ZERO_IS_MISSING = 2;

  /// The node asks whether a category is in a set.
  static final int CATEGORICAL = 4;

  /// Members of the set go left, else right.
  static final int MEMBERS_LEFT = 8;

  /// A negative fraction is category 0, as LightGBM cuts it; else it is none, as for XGBoost.
  static final int FRACTION_CUT = 16;

  /// LightGBM's zero: as much as this on both sides.
  static final float ZERO = 1e-35f;

  /// First node of each tree.
  final int[] roots;

  /// Steps from the root to the deepest leaf of each tree.
  final int[] depths;

  /// Which sum each tree adds to.
  final int[] groups;

  /// The nodes of all trees, one tree behind the other.
  final int[] nodes;

  /// By node: a leaf's value, or the threshold of a split as the library compares doubles with it.
  private final double[] values;

  /// By node: weight of the training rows that came by; empty when the file doesn't say.
  private final double[] covers;

  /// Sets of categories: the number of words, then the words, bit 0 first.
  private final long[] sets;

  private final boolean isPlain;
  private final boolean roundsToFloat;
  private final int[] deepestOfEight;

  /// @param roundsToFloat whether the library adds leaves in float, else in double
  Trees(
      boolean roundsToFloat,
      int[] roots,
      int[] depths,
      int[] groups,
      int[] nodes,
      double[] values,
      double[] covers,
      long[] sets) {
    this.roots = roots;
    this.depths = depths;
    this.groups = groups;
    this.nodes = nodes;
    this.values = values;
    this.covers = covers;
    this.sets = sets;
    this.isPlain = isPlain(nodes);
    this.roundsToFloat = roundsToFloat;
    this.deepestOfEight = new int[depths.length / 8];
    for (int tree = 0; tree < deepestOfEight.length * 8; tree++) {
      deepestOfEight[tree / 8] = Math.max(deepestOfEight[tree / 8], depths[tree]);
    }
  }

  private static boolean isPlain(int[] nodes) {
    for (int node = 0; node < nodes.length; node += WIDTH) {
      if ((nodes[node + FLAGS] & (CATEGORICAL | ZERO_IS_MISSING)) != 0) {
        return false;
      }
    }
    return true;
  }

  /// Whether a row of finite numbers can take [#nextOfFinite] everywhere.
  boolean isPlain() {
    return isPlain;
  }

  int size() {
    return values.length;
  }

  boolean isLeaf(int node) {
    return left(node) == node;
  }

  int left(int node) {
    return nodes[node + LEFT];
  }

  int feature(int node) {
    return nodes[node];
  }

  double value(int node) {
    return values[node / WIDTH];
  }

  // A sum of two floats in double, rounded to float, is their sum in float.
  void addLeaf(int node, double[] sums, int at) {
    double sum = sums[at] + value(node);
    sums[at] = roundsToFloat ? (float) sum : sum;
  }

  /// Steps to the deepest leaf of eight trees.
  ///
  /// @param tree the first, a multiple of eight
  int deepestOfEight(int tree) {
    return deepestOfEight[tree / 8];
  }

  boolean hasCovers() {
    return covers.length == values.length;
  }

  double cover(int node) {
    return covers[node / WIDTH];
  }

  /// The next node of a walk where the number is finite and no split asks for a category or takes
  /// zero for missing. The sign of a difference says the way, so there is no branch to guess wrong;
  /// a difference of floats is zero only if they are equal.
  static int nextOfFinite(int[] nodes, int node, float number) {
    float room = Float.intBitsToFloat(nodes[node + THRESHOLD]) - number;
    return nodes[node + LEFT] + (Float.floatToRawIntBits(room) >>> 29 & WIDTH);
  }

  /// The same where the number may be missing: then there is no difference, and a flag says the
  /// way.
  static int nextOrMissing(int[] nodes, int node, float number) {
    int room = Float.floatToRawIntBits(Float.intBitsToFloat(nodes[node + THRESHOLD]) - number);
    int missing = (INFINITY - (room & Integer.MAX_VALUE)) >> 31;
    int side = (room >>> 31 & ~missing) | (~nodes[node + FLAGS] & MISSING_LEFT & missing);
    return nodes[node + LEFT] + side * WIDTH;
  }

  /// The next node of a walk, for any number at any node; a leaf's is itself.
  int next(int node, float number) {
    int flags = nodes[node + FLAGS];
    if ((flags & CATEGORICAL) != 0 && !Float.isNaN(number)) {
      boolean outside = number <= -1 || (number < 0 && (flags & FRACTION_CUT) == 0);
      return side(
          node, isMember(node, outside ? -1 : (int) number) != ((flags & MEMBERS_LEFT) != 0));
    }
    if (Float.isNaN(number) || ((flags & ZERO_IS_MISSING) != 0 && Math.abs(number) <= ZERO)) {
      return side(node, (flags & MISSING_LEFT) == 0);
    }
    return side(node, number > Float.intBitsToFloat(nodes[node + THRESHOLD]));
  }

  /// The same for a library that compares doubles; never asked at a leaf.
  int next(int node, double number) {
    int flags = nodes[node + FLAGS];
    if ((flags & CATEGORICAL) != 0 && !Double.isNaN(number)) {
      return side(
          node, isMember(node, number <= -1 ? -1 : (int) number) != ((flags & MEMBERS_LEFT) != 0));
    }
    if (Double.isNaN(number) || ((flags & ZERO_IS_MISSING) != 0 && Math.abs(number) <= ZERO)) {
      return side(node, (flags & MISSING_LEFT) == 0);
    }
    return side(node, number > value(node));
  }

  private int side(int node, boolean right) {
    return nodes[node + LEFT] + (right ? WIDTH : 0);
  }

  private boolean isMember(int node, int category) {
    int start = nodes[node + THRESHOLD];
    int word = category >> 6;
    return category >= 0 && word < sets[start] && (sets[start + 1 + word] >>> category & 1) != 0;
  }

  /// The median of the numbers that each input is compared with; NaN where it never is.
  double[] medians(int inputs) {
    List<DoubleStream.Builder> asked =
        Stream.generate(DoubleStream::builder).limit(inputs).toList();
    for (int node = 0; node < nodes.length; node += WIDTH) {
      if (!isLeaf(node) && (nodes[node + FLAGS] & CATEGORICAL) == 0) {
        asked.get(feature(node)).accept(value(node));
      }
    }
    return asked.stream()
        .map(numbers -> numbers.build().sorted().toArray())
        .mapToDouble(all -> all.length == 0 ? Double.NaN : all[all.length / 2])
        .toArray();
  }

  /// Bytes of all arrays.
  long bytes() {
    return 12L * roots.length
        + 4L * nodes.length
        + 8L * ((long) values.length + covers.length + sets.length);
  }

  int deepest() {
    return Arrays.stream(depths).max().orElse(0);
  }
}
