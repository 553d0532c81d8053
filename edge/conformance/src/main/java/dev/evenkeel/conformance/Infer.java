package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests and answers of inference as JSON.
final class Infer {
  private Infer() {}

  /// Demands that an answer has the form of the protocol, and reads its outputs.
  static List<Values> wellFormed(Server server, JsonNode answer) {
    demand(
        answer.path("model_name").asString("").equals(server.model()),
        "`model_name` is %s and not `%s`",
        answer.path("model_name"),
        server.model());
    demand(answer.path("outputs").isArray(), "`outputs` is no array");
    List<Values> outputs = tensors(answer.path("outputs"));
    demand(!outputs.isEmpty(), "`outputs` is empty");
    outputs.forEach(output -> known(server, output));
    return outputs;
  }

  /// Demands that an output is as metadata promised.
  static void known(Server server, Values output) {
    if (server.outputs().isEmpty()) {
      return;
    }
    server
        .output(output.name())
        .ifPresent(promised -> {
          demand(
              promised.datatype().equals(output.datatype()),
              "output `%s` is %s, and metadata says %s",
              output.name(),
              output.datatype(),
              promised.datatype());
          demand(
              promised.fits(output.shape()),
              "output `%s` has shape %s, and metadata says %s",
              output.name(),
              output.shape(),
              promised.shape());
        });
  }

  static List<Values> tensors(JsonNode list) {
    return list.valueStream().map(Infer::tensor).toList();
  }

  static Values tensor(JsonNode tensor) {
    String name = tensor.path("name").asString("");
    demand(!name.isEmpty(), "a tensor has no name");
    String datatype = tensor.path("datatype").asString("");
    demand(Values.WIDTHS.containsKey(datatype), "`%s` has datatype `%s`", name, datatype);
    demand(tensor.path("shape").isArray(), "`%s` has no shape", name);
    List<Long> shape = tensor.path("shape").valueStream().map(JsonNode::asLong).toList();
    demand(tensor.path("data").isArray(), "`%s` has no data", name);
    List<Object> data = new ArrayList<>();
    flatten(tensor.path("data"), data);
    demand(
        Values.count(shape) == data.size(),
        "`%s` has shape %s and %d elements",
        name,
        shape,
        data.size());
    return new Values(name, datatype, shape, data);
  }

  private static void flatten(JsonNode data, List<Object> into) {
    switch (data.getNodeType()) {
      case ARRAY -> data.forEach(element -> flatten(element, into));
      case NUMBER -> into.add(data.numberValue());
      case BOOLEAN -> into.add(data.asBoolean());
      case NULL -> into.add(Values.NONE);
      default -> into.add(data.asString());
    }
  }

  /// The same request with its data nested by the shape.
  static ObjectNode nested(ObjectNode flat) {
    ObjectNode request = flat.deepCopy();
    request
        .path("inputs")
        .forEach(input -> {
          List<Long> shape = input.path("shape").valueStream().map(JsonNode::asLong).toList();
          ((ObjectNode) input)
              .set("data", nest((ArrayNode) input.path("data"), shape, 0, new int[1]));
        });
    return request;
  }

  private static ArrayNode nest(ArrayNode flat, List<Long> shape, int depth, int[] next) {
    ArrayNode level = Http.JSON.createArrayNode();
    for (long i = 0; i < shape.get(depth); i++) {
      if (depth == shape.size() - 1) {
        level.add(flat.get(next[0]++));
      } else {
        level.add(nest(flat, shape, depth + 1, next));
      }
    }
    return level;
  }

  /// The first input of a request, to be spoilt.
  static ObjectNode first(ObjectNode request) {
    return (ObjectNode) request.path("inputs").path(0);
  }

  /// Demands that two answers agree, in whatever order.
  static void same(List<Values> usual, List<Values> other) {
    demand(
        usual.size() == other.size(), "%d outputs here and %d there", usual.size(), other.size());
    for (Values one : usual) {
      Values match =
          other.stream()
              .filter(output -> output.name().equals(one.name()))
              .findFirst()
              .orElseThrow(() -> new Check.Broken("output `%s` is missing".formatted(one.name())));
      String difference = Values.difference(one, match);
      demand(difference.isEmpty(), "the answers differ: %s", difference);
    }
  }
}
