package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runtimes.onnx.Graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Judges the trees of a graph. The native library builds them by recursion and writes where their
/// leaves say, so a tree of a hundred thousand levels, or a leaf of class minus seven, would end
/// the process.
final class TreeCheck {
  private static final int LEVELS_MAX = 1_000;
  private static final long ID_MAX = Integer.MAX_VALUE;

  private final Attributes attributes;
  private final String where;

  TreeCheck(byte[] bytes, String where) {
    this.attributes = new Attributes(bytes, where);
    this.where = where;
  }

  void check(Node node) {
    if (!node.isMl()) {
      return;
    }
    switch (node.operator()) {
      case "TreeEnsembleClassifier" -> {
        int classes =
            Math.max(
                attributes.texts(node, "classlabels_strings").size(),
                attributes.integers(node, "classlabels_int64s").length);
        named(node, "class_", Math.max(classes, 1));
      }
      case "TreeEnsembleRegressor" ->
          named(node, "target_", attributes.integer(node, "n_targets", 1));
      case "TreeEnsemble" -> numbered(node);
      default -> {
        // no trees
      }
    }
  }

  /// Trees of the older operators: a node is named by its tree and a number.
  private void named(Node node, String leaf, long outputs) {
    long[] tree = attributes.integers(node, "nodes_treeids");
    demandSize(
        node,
        tree.length,
        false,
        "nodes_nodeids",
        "nodes_featureids",
        "nodes_truenodeids",
        "nodes_falsenodeids",
        "nodes_modes");
    demandSize(
        node,
        tree.length,
        true,
        "nodes_values",
        "nodes_values_as_tensor",
        "nodes_hitrates",
        "nodes_hitrates_as_tensor",
        "nodes_missing_value_tracks_true");
    demandRange(attributes.integers(node, "nodes_featureids"), ID_MAX);
    long[] leaves = attributes.integers(node, leaf + "ids");
    demandRange(leaves, outputs);
    demandSize(node, leaves.length, false, leaf + "treeids", leaf + "nodeids");
    demandSize(node, leaves.length, true, leaf + "weights", leaf + "weights_as_tensor");
    Ids ids = new Ids(tree, attributes.integers(node, "nodes_nodeids"));
    List<String> modes = attributes.texts(node, "nodes_modes");
    int[] parents = new int[tree.length];
    Arrays.fill(parents, -1);
    for (String side : List.of("nodes_truenodeids", "nodes_falsenodeids")) {
      long[] children = attributes.integers(node, side);
      for (int index = 0; index < children.length; index++) {
        if (!modes.get(index).equals("LEAF")) {
          adopt(parents, index, ids.index(tree[index], children[index]));
        }
      }
    }
    demandLevels(parents);
  }

  /// Trees of the newer operator: a node is its place in the lists.
  private void numbered(Node node) {
    long[] features = attributes.integers(node, "nodes_featureids");
    long[] targets = attributes.integers(node, "leaf_targetids");
    demandSize(
        node,
        features.length,
        false,
        "nodes_truenodeids",
        "nodes_falsenodeids",
        "nodes_trueleafs",
        "nodes_falseleafs",
        "nodes_modes",
        "nodes_splits");
    demandSize(node, features.length, true, "nodes_hitrates", "nodes_missing_value_tracks_true");
    demandSize(node, targets.length, false, "leaf_weights");
    demandRange(features, ID_MAX);
    demandRange(targets, attributes.integer(node, "n_targets", 1));
    demandRange(attributes.integers(node, "tree_roots"), Math.max(1, features.length));
    int[] parents = new int[features.length];
    Arrays.fill(parents, -1);
    for (String side : List.of("true", "false")) {
      long[] children = attributes.integers(node, "nodes_" + side + "nodeids");
      long[] isLeaf = attributes.integers(node, "nodes_" + side + "leafs");
      for (int index = 0; index < children.length; index++) {
        long limit = isLeaf[index] == 0 ? features.length : targets.length;
        demandRange(new long[] {children[index]}, limit);
        if (isLeaf[index] == 0) {
          adopt(parents, index, (int) children[index]);
        }
      }
    }
    demandLevels(parents);
  }

  private void adopt(int[] parents, int parent, int child) {
    if (child < 0) {
      throw broken("a tree with a branch to nowhere");
    }
    if (parents[child] >= 0) {
      throw broken("a tree whose branches meet");
    }
    parents[child] = parent;
  }

  /// Levels above each node, each counted once, so that a circle shows as a tree without end.
  private void demandLevels(int[] parents) {
    int[] levels = new int[parents.length];
    int[] path = new int[LEVELS_MAX + 1];
    for (int index = 0; index < parents.length; index++) {
      int length = 0;
      int at = index;
      while (at >= 0 && levels[at] == 0) {
        if (length > LEVELS_MAX) {
          throw broken("a tree of more than %d levels".formatted(LEVELS_MAX));
        }
        path[length++] = at;
        at = parents[at];
      }
      int level = at < 0 ? 0 : levels[at];
      while (length > 0) {
        levels[path[--length]] = ++level;
      }
      if (level > LEVELS_MAX) {
        throw broken("a tree of more than %d levels".formatted(LEVELS_MAX));
      }
    }
  }

  private void demandSize(Node node, long size, boolean mayBeAbsent, String... lists) {
    Stream.of(lists)
        .forEach(list -> {
          long found = attributes.size(node, list);
          if (found != size && !(mayBeAbsent && found == 0)) {
            throw broken("trees with %d of `%s` for %d".formatted(found, list, size));
          }
        });
  }

  private void demandRange(long[] ids, long limit) {
    for (long id : ids) {
      if (id < 0 || id >= limit) {
        throw broken("trees that name a number %d out of range".formatted(id));
      }
    }
  }

  private ProblemException broken(String why) {
    return new Problem(
            Problem.Kind.INPUT,
            "not a sound ONNX graph: " + why,
            where,
            "each node once below one other, at most %d levels".formatted(LEVELS_MAX),
            "export the model again")
        .asException();
  }

  /// Finds a node by tree and number.
  private final class Ids {
    private final long[] keys;
    private final int[] places;
    private final int mask;

    Ids(long[] trees, long[] nodes) {
      demandRange(trees, ID_MAX);
      demandRange(nodes, ID_MAX);
      int room = Math.max(4, Integer.highestOneBit(Math.max(1, trees.length)) << 2);
      keys = new long[room];
      places = new int[room];
      mask = room - 1;
      for (int index = 0; index < trees.length; index++) {
        int slot = slot(trees[index], nodes[index]);
        if (places[slot] != 0) {
          throw broken("a tree with two nodes of one number");
        }
        keys[slot] = trees[index] << 32 | nodes[index];
        places[slot] = index + 1;
      }
    }

    /// -1 when there is none.
    int index(long tree, long node) {
      return node < 0 || node > ID_MAX ? -1 : places[slot(tree, node)] - 1;
    }

    private int slot(long tree, long node) {
      long key = tree << 32 | node;
      long mixed = key * 0x9E3779B97F4A7C15L;
      int slot = (int) (mixed >>> 40) & mask;
      while (places[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }
  }
}
