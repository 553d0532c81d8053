package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.runtimes.onnx.Graph.Node;
import dev.evenkeel.runtimes.onnx.Graph.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/// Finds what a graph calls its classes: at its ZipMap, else by walking back from an output to the
/// nearest node that names them.
final class Labels {
  private static final int LABELS_MAX = 100_000;

  private final Graph graph;
  private final Attributes attributes;
  private final TensorReader tensors;
  private final Map<String, Node> producers;

  Labels(Graph graph, String where) {
    this.graph = graph;
    this.attributes = new Attributes(graph.bytes(), where);
    this.tensors = new TensorReader(graph.bytes(), where);
    this.producers = graph.producers();
  }

  /// The classes behind an output; none when nothing names them.
  ///
  /// @param isLabel whether it holds labels: a list that such a value is picked from names them
  List<String> behind(String output, boolean isLabel) {
    Map<String, String> renamed = new HashMap<>();
    Queue<String> values = new ArrayDeque<>(List.of(output));
    Set<String> seen = new HashSet<>();
    while (!values.isEmpty()) {
      String value = values.remove();
      Node node = producers.get(value);
      if (node == null || !seen.add(value)) {
        continue;
      }
      List<String> named = named(node, isLabel);
      if (!named.isEmpty() && named.size() <= LABELS_MAX) {
        return named.stream().map(label -> renamed.getOrDefault(label, label)).toList();
      }
      rename(node, renamed);
      values.addAll(node.inputs());
    }
    return List.of();
  }

  /// Whether an output holds what a Softmax made.
  boolean isSoftmax(String output) {
    Node node = producers.get(output);
    for (int step = 0; node != null && step < 16; step++) {
      switch (node.operator()) {
        case "Softmax" -> {
          return true;
        }
        case "Identity", "Cast", "Reshape", "Flatten", "Squeeze" ->
            node = producers.get(node.inputs().isEmpty() ? "" : node.inputs().getFirst());
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  private List<String> named(Node node, boolean isLabel) {
    List<String> named = new ArrayList<>();
    if (node.isMl()) {
      named.addAll(attributes.texts(node, "classlabels_strings"));
      for (String list : List.of("classlabels_int64s", "classlabels_ints")) {
        if (named.isEmpty()) {
          for (long label : attributes.integers(node, list)) {
            named.add(String.valueOf(label));
          }
        }
      }
    }
    boolean picks =
        node.operator().equals("ArrayFeatureExtractor") || node.operator().equals("Gather");
    if (isLabel && named.isEmpty() && picks && !node.inputs().isEmpty()) {
      Weights classes = graph.initializers().get(node.inputs().getFirst());
      if (classes != null && classes.external().isEmpty()) {
        named.addAll(tensors.texts(classes));
      }
    }
    return named.size() >= 2 ? named : List.of();
  }

  /// Numbers that become texts on the way to the output.
  private void rename(Node node, Map<String, String> renamed) {
    if (node.operator().equals("LabelEncoder") && node.isMl()) {
      long[] keys = attributes.integers(node, "keys_int64s");
      List<String> values = attributes.texts(node, "values_strings");
      for (int index = 0; index < Math.min(keys.length, values.size()); index++) {
        renamed.put(String.valueOf(keys[index]), values.get(index));
      }
    }
  }
}
