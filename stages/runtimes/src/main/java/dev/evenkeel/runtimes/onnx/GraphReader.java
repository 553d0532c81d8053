package dev.evenkeel.runtimes.onnx;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.runtimes.onnx.Graph.Node;
import dev.evenkeel.runtimes.onnx.Graph.Value;
import dev.evenkeel.runtimes.onnx.Graph.Weights;
import dev.evenkeel.runtimes.onnx.Proto.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads and checks a whole model before the native library sees a byte of it: its structure, the
/// sizes that its tensors claim, how deep graphs lie in graphs, its trees, and where its data are.
final class GraphReader {
  private static final int NODES_MAX = 1_000_000;
  private static final int GRAPHS_DEEP_MAX = 16;
  private static final int TYPES_DEEP_MAX = 16;

  private final byte[] bytes;
  private final String where;
  private final TensorReader tensors;
  private final TreeCheck trees;
  private int nodesSeen;
  private boolean sawHighTexts;

  private GraphReader(byte[] bytes, String where) {
    this.bytes = bytes;
    this.where = where;
    this.tensors = new TensorReader(bytes, where);
    this.trees = new TreeCheck(bytes, where);
  }

  static Graph read(byte[] bytes, String where) {
    return new GraphReader(bytes, where).model();
  }

  /// Whether bytes have the fields of a model, its graph among them.
  static boolean recognizes(byte[] bytes) {
    boolean hasGraph = false;
    try {
      for (Proto model = Proto.of(bytes, ""); model.next(); ) {
        hasGraph |= model.number() == 7 && model.wire() == Proto.BYTES;
        if (model.number() > 30) {
          return false;
        }
      }
      return hasGraph;
    } catch (ProblemException e) {
      // One that was cut off is told as such when it is read.
      return hasGraph || (bytes.length > 2 && bytes[0] == 8 && bytes[1] > 0 && bytes[1] < 32);
    }
  }

  private Graph model() {
    Proto model = Proto.of(bytes, where);
    Graph graph = null;
    while (model.next()) {
      switch (model.number()) {
        case 7 -> {
          if (graph != null) {
            throw model.broken("a second graph");
          }
          graph = graph(model.span(), 0);
        }
        case 20 -> throw model.broken("it carries its own training");
        case 25 -> function(model.message());
        default -> {
          // versions, authors and notes, which nothing here goes by
        }
      }
    }
    if (graph == null) {
      throw model.broken("it has no graph");
    }
    // Functions may come after the graph.
    return sawHighTexts ? graph.withHighTexts() : graph;
  }

  private void function(Proto function) {
    while (function.next()) {
      if (function.number() == 7) {
        node(function, 0);
      } else if (function.number() == 11) {
        attribute(function.message(), 0);
      }
    }
  }

  private Graph graph(Span span, int depth) {
    Proto graph = Proto.of(bytes, span, where);
    if (depth > GRAPHS_DEEP_MAX) {
      throw tooLarge("graphs %d deep in each other".formatted(depth), "at most " + GRAPHS_DEEP_MAX);
    }
    List<Node> nodes = new ArrayList<>();
    Map<String, Weights> initializers = new LinkedHashMap<>();
    List<Value> inputs = new ArrayList<>();
    List<Value> outputs = new ArrayList<>();
    while (graph.next()) {
      switch (graph.number()) {
        case 1 -> nodes.add(node(graph, depth));
        case 5 -> {
          Weights weights = tensors.read(graph.message(), graph.field());
          demandInside(weights, depth);
          initializers.put(weights.name(), weights);
        }
        case 11 -> inputs.add(value(graph));
        case 12 -> outputs.add(value(graph));
        case 13 -> value(graph);
        case 15 -> sparse(graph.message());
        default -> {
          // names and notes
        }
      }
    }
    // Older graphs list their own weights as inputs, too.
    inputs.removeIf(input -> initializers.containsKey(input.name()));
    return new Graph(
        bytes, span, nodes, initializers, inputs, outputs, sawHighTexts || tensors.sawHighTexts());
  }

  private Node node(Proto field, int depth) {
    if (++nodesSeen > NODES_MAX) {
      throw tooLarge("more than %d nodes".formatted(NODES_MAX), "a smaller graph");
    }
    Proto node = field.message();
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Span> attributes = new HashMap<>();
    String operator = "";
    String domain = "";
    while (node.next()) {
      switch (node.number()) {
        case 1 -> inputs.add(node.name());
        case 2 -> outputs.add(node.name());
        case 4 -> operator = node.name();
        case 5 -> attributes.put(attribute(node.message(), depth), node.span());
        case 7 -> domain = node.name();
        default -> {
          // names and notes
        }
      }
    }
    Node read = new Node(operator, domain, inputs, outputs, attributes, field.field());
    trees.check(read);
    return read;
  }

  private String attribute(Proto attribute, int depth) {
    String name = "";
    while (attribute.next()) {
      switch (attribute.number()) {
        case 1 -> name = attribute.name();
        case 4, 9 -> {
          attribute.span();
          sawHighTexts |= attribute.isHigh();
        }
        case 5, 10 -> demandInside(tensors.read(attribute.message(), attribute.field()), depth + 1);
        case 6, 11 -> graph(attribute.span(), depth + 1);
        case 7 -> attribute.fixedNumbers(4);
        case 8 -> attribute.numbers(_ -> {});
        case 14, 15 -> type(attribute.message(), 0);
        case 22, 23 -> sparse(attribute.message());
        default -> {
          // a plain value
        }
      }
    }
    return name;
  }

  private void sparse(Proto sparse) {
    while (sparse.next()) {
      if (sparse.number() == 1 || sparse.number() == 2) {
        demandInside(tensors.read(sparse.message(), sparse.field()), 1);
      }
    }
  }

  private void demandInside(Weights weights, int depth) {
    if (depth > 0 && weights.external().isPresent()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "tensor `%s` of an inner graph or attribute has its data in another file"
                  .formatted(Names.abbreviate(weights.name())),
              where,
              "external data of the outer graph's initializers only",
              "save with `onnx.save_model(model, path, save_as_external_data=False)`")
          .asException();
    }
  }

  private Value value(Proto field) {
    Proto info = field.message();
    String name = "";
    Type type = new Type(0, Optional.empty());
    while (info.next()) {
      if (info.number() == 1) {
        name = info.name();
      } else if (info.number() == 2) {
        type = type(info.message(), 0);
      }
    }
    return new Value(name, type.elementType(), field.field(), type.shape());
  }

  /// @param elementType of a tensor; 0 for anything else
  private record Type(int elementType, Optional<Span> shape) {}

  private Type type(Proto type, int depth) {
    if (depth > TYPES_DEEP_MAX) {
      throw tooLarge("types %d deep in each other".formatted(depth), "at most " + TYPES_DEEP_MAX);
    }
    Type read = new Type(0, Optional.empty());
    while (type.next()) {
      switch (type.number()) {
        case 1 -> read = tensorType(type.message());
        case 4, 5, 9 -> innerType(type.message(), depth + 1);
        default -> {
          // sparse and opaque types, which nothing here makes
        }
      }
    }
    return read;
  }

  private void innerType(Proto holder, int depth) {
    while (holder.next()) {
      // A map names its key's type by a number.
      if (holder.wire() == Proto.BYTES) {
        type(holder.message(), depth);
      }
    }
  }

  private static Type tensorType(Proto tensor) {
    int elementType = 0;
    Optional<Span> shape = Optional.empty();
    while (tensor.next()) {
      if (tensor.number() == 1) {
        elementType = tensor.number32();
      } else if (tensor.number() == 2) {
        shape = Optional.of(tensor.field());
      }
    }
    return new Type(elementType, shape);
  }

  private ProblemException tooLarge(String what, String expected) {
    return new Problem(Problem.Kind.TOO_LARGE, what, where, expected, "").asException();
  }
}
