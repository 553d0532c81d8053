package dev.evenkeel.models.trees;

/// A tree as its file numbers it; node 0 is the root. What it answers for a node that is reached is
/// checked, save that children lie within the tree and that they form one.
interface SourceTree {
  /// Nodes, leaves among them; at least 1.
  int size();

  boolean isLeaf(int node);

  int left(int node);

  int right(int node);

  int feature(int node);

  /// The flags of [Trees] at a split.
  int flags(int node);

  /// The largest float that goes left at a numeric split.
  float largestLeft(int node);

  /// Members of a categorical node's set, as bits.
  long[] categories(int node);

  /// A leaf's value or a split's threshold.
  double value(int node);

  /// Weight of the training rows that came by.
  double cover(int node);
}
