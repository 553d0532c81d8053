package dev.evenkeel.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The server that is asked, with what was learnt about it.
final class Server implements AutoCloseable {
  private final Options options;
  private final Http http;
  private final Optional<GrpcClient> grpc;
  private Optional<JsonNode> metadata = Optional.empty();
  private Optional<Set<String>> extensions = Optional.empty();

  Server(Options options) {
    this.options = options;
    this.http = new Http(options);
    this.grpc = options.grpc().map(address -> new GrpcClient(address, options));
  }

  Http http() {
    return http;
  }

  String model() {
    return options.model();
  }

  /// The model's address, with what follows it.
  String path(String rest) {
    return "v2/models/" + model() + rest;
  }

  GrpcClient grpc() {
    return grpc.orElseThrow(() -> new Check.NotOffered("no --grpc HOST:PORT was given"));
  }

  /// Ends the check as not offered when the server's metadata does not list the extension.
  void demandExtension(String name) {
    if (extensions.isEmpty()) {
      Http.Answer answer = http.get("v2");
      Set<String> listed =
          answer.ok()
              ? answer
                  .json()
                  .path("extensions")
                  .valueStream()
                  .map(JsonNode::asString)
                  .collect(Collectors.toUnmodifiableSet())
              : Set.of();
      extensions = Optional.of(listed);
    }
    if (!extensions.orElseThrow().contains(name)) {
      throw new Check.NotOffered("extension `%s` is not listed".formatted(name));
    }
  }

  JsonNode metadata() {
    if (metadata.isEmpty()) {
      metadata = Optional.of(http.get(path("")).orBroken("GET " + path("")).json());
    }
    return metadata.orElseThrow();
  }

  List<TensorShape> inputs() {
    return shapes("inputs");
  }

  List<TensorShape> outputs() {
    return shapes("outputs");
  }

  private List<TensorShape> shapes(String member) {
    return metadata()
        .path(member)
        .valueStream()
        .map(tensor ->
            new TensorShape(
                tensor.path("name").asString(),
                tensor.path("datatype").asString(),
                tensor.path("shape").valueStream().map(JsonNode::asLong).toList()))
        .toList();
  }

  Optional<TensorShape> output(String name) {
    return outputs().stream().filter(output -> output.name().equals(name)).findFirst();
  }

  /// Inputs that the model should take.
  List<Values> sample() {
    return options.request().map(this::given).orElseGet(() -> sample(1));
  }

  /// Inputs of so many rows.
  List<Values> sample(int rows) {
    List<TensorShape> inputs = inputs();
    if (options.request().isPresent()) {
      throw new Check.NotOffered("the request is given, and this check makes its own");
    }
    if (inputs.isEmpty()) {
      throw new Check.NotOffered("the metadata lists no inputs; give a request by --request FILE");
    }
    return inputs.stream().map(input -> input.sample(rows)).toList();
  }

  private List<Values> given(java.nio.file.Path file) {
    try {
      return Infer.tensors(Http.JSON.readTree(Files.readAllBytes(file)).path("inputs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A request of the inputs as JSON, their data in one list each.
  ObjectNode request(List<Values> inputs) {
    ObjectNode request = Http.JSON.createObjectNode();
    ArrayNode list = request.putArray("inputs");
    for (Values input : inputs) {
      if (input.isHalf()) {
        throw new Check.NotOffered("`%s` has no form in JSON".formatted(input.datatype()));
      }
      ObjectNode tensor = list.addObject();
      tensor.put("name", input.name());
      tensor.put("datatype", input.datatype());
      tensor.set("shape", Http.JSON.valueToTree(input.shape()));
      tensor.set("data", Http.JSON.valueToTree(input.data()));
    }
    return request;
  }

  Http.Answer infer(JsonNode request) {
    return http.postJson(path("/infer"), request);
  }

  /// Demands a good answer and its tensors.
  List<Values> outputsOf(JsonNode request) {
    Http.Answer answer = infer(request).orBroken("the request");
    return Infer.wellFormed(this, answer.json());
  }

  /// What the server answers to the sample: the yardstick for other ways to ask.
  List<Values> usual() {
    return new ArrayList<>(outputsOf(request(sample())));
  }

  @Override
  public void close() {
    http.close();
    grpc.ifPresent(GrpcClient::close);
  }
}
