package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.runtimes.onnx.Proto.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What we know of a checked model; everything else stays where it lies in its bytes.
///
/// @param graph where its graph lies
/// @param nodes of the outer graph
/// @param initializers of the outer graph, by name
/// @param inputs that have no initializer
/// @param hasHighTexts whether a text may hold what [HighTexts] rewrites
@SuppressWarnings("ArrayRecordComponent")
record Graph(
    byte[] bytes,
    Span graph,
    List<Node> nodes,
    Map<String, Weights> initializers,
    List<Value> inputs,
    List<Value> outputs,
    boolean hasHighTexts) {
  Graph {
    nodes = List.copyOf(nodes);
    initializers = Map.copyOf(initializers);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// @param field the whole field, to copy or replace it
  /// @param attributes where each lies, by name
  record Node(
      String operator,
      String domain,
      List<String> inputs,
      List<String> outputs,
      Map<String, Span> attributes,
      Span field) {
    Node {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
      attributes = Map.copyOf(attributes);
    }

    boolean isZipMap() {
      return operator.equals("ZipMap") && isMl() && inputs.size() == 1 && outputs.size() == 1;
    }

    boolean isMl() {
      return domain.equals("ai.onnx.ml");
    }
  }

  /// A tensor that the graph holds.
  ///
  /// @param elementType as ONNX numbers them
  /// @param bytes how many its elements take
  record Weights(
      String name,
      int elementType,
      List<Long> sizes,
      long bytes,
      Optional<External> external,
      Span field) {
    Weights {
      sizes = List.copyOf(sizes);
    }
  }

  /// Elements in another file.
  ///
  /// @param length -1 means to the end
  record External(String location, long offset, long length) {}

  /// An input or output.
  ///
  /// @param elementType of a tensor; 0 for anything else
  record Value(String name, int elementType, Span field, Optional<Span> shape) {}

  boolean hasTrees() {
    return nodes.stream().anyMatch(node -> node.operator().startsWith("TreeEnsemble"));
  }

  Graph withHighTexts() {
    return new Graph(bytes, graph, nodes, initializers, inputs, outputs, true);
  }

  /// Which node makes each value.
  Map<String, Node> producers() {
    Map<String, Node> producers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    return producers;
  }
}
