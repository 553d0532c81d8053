package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;
import static dev.evenkeel.conformance.Check.recommended;
import static dev.evenkeel.conformance.Check.required;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Tensors as bytes behind the JSON.
final class BinaryChecks {
  private static final String BINARY = "Triton, binary tensor data extension";

  private BinaryChecks() {}

  static List<Check> all() {
    return List.of(
        check("binary.input", BinaryChecks::input),
        check("binary.output", BinaryChecks::output),
        check("binary.outputAll", BinaryChecks::outputAll),
        check("binary.outputWins", BinaryChecks::outputWins),
        check("binary.raw", BinaryChecks::raw),
        check("binary.refuses.size", BinaryChecks::wrongSize),
        check("binary.refuses.headerLength", BinaryChecks::wrongHeaderLength),
        recommended(
            "binary.byHeader",
            "MLServer's client labels binary requests JSON",
            server -> {
              server.demandExtension("binary_tensor_data");
              byte[][] parts = parts(server, request -> {});
              Http.Answer answer = send(server, parts, parts[0].length, "application/json");
              Infer.same(server.usual(), tensors(answer.orBroken("a binary request as JSON")));
            }));
  }

  private static Check check(String name, Check.Body body) {
    return required(
        name,
        BINARY,
        server -> {
          server.demandExtension("binary_tensor_data");
          body.ask(server);
        });
  }

  private static void input(Server server) {
    byte[][] parts = parts(server, request -> {});

    Http.Answer answer = send(server, parts, parts[0].length);

    Infer.same(server.usual(), tensors(answer.orBroken("a binary request")));
  }

  private static void output(Server server) {
    List<Values> usual = server.usual();
    ObjectNode request = server.request(server.sample());
    for (Values output : usual) {
      request
          .withArray("outputs")
          .addObject()
          .put("name", output.name())
          .putObject("parameters")
          .put("binary_data", true);
    }

    Http.Answer answer = server.infer(request).orBroken("a request for binary outputs");

    demandBinary(answer, usual.size());
    Infer.same(usual, tensors(answer));
  }

  private static void outputAll(Server server) {
    List<Values> usual = server.usual();

    Http.Answer answer = allBinary(server, request -> {});

    demandBinary(answer, usual.size());
    Infer.same(usual, tensors(answer));
  }

  private static void outputWins(Server server) {
    Values first = server.usual().getFirst();

    Http.Answer answer =
        allBinary(
            server,
            request ->
                request
                    .withArray("outputs")
                    .addObject()
                    .put("name", first.name())
                    .putObject("parameters")
                    .put("binary_data", false));

    JsonNode head = answer.header(Http.HEADER_LENGTH).isEmpty() ? answer.json() : answer.head();
    demand(
        head.path("outputs").path(0).has("data"), "an output that was asked as JSON came as bytes");
  }

  private static Http.Answer allBinary(Server server, Consumer<ObjectNode> change) {
    ObjectNode request = server.request(server.sample());
    request.putObject("parameters").put("binary_data_output", true);
    change.accept(request);
    return server.infer(request).orBroken("a request with `binary_data_output`");
  }

  private static void raw(Server server) {
    List<TensorShape> inputs = server.inputs();
    if (inputs.size() != 1
        || inputs.getFirst().variable() > 1
        || inputs.getFirst().datatype().equals("BYTES")) {
      throw new Check.NotOffered("a raw request is for one input with one variable size at most");
    }
    byte[] bytes = server.sample(1).getFirst().binary();

    Http.Answer answer = send(server, new byte[][] {{}, bytes}, 0).orBroken("a raw request");

    demandBinary(answer, 1);
    Infer.same(server.usual(), tensors(answer));
  }

  private static void wrongSize(Server server) {
    byte[][] parts = parts(server, request -> {});
    parts[1] = Arrays.copyOf(parts[1], parts[1].length - 1);
    Refusals.clientError(send(server, parts, parts[0].length));
  }

  private static void wrongHeaderLength(Server server) {
    byte[][] parts = parts(server, request -> {});
    Refusals.clientError(send(server, parts, parts[0].length + parts[1].length + 1));
    Refusals.clientError(send(server, parts, -1));
  }

  /// The JSON of a request, and the bytes of its inputs.
  private static byte[][] parts(Server server, Consumer<ObjectNode> change) {
    List<Values> inputs = server.sample();
    ObjectNode request = Http.JSON.createObjectNode();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Values input : inputs) {
      byte[] binary = input.binary();
      ObjectNode tensor = request.withArray("inputs").addObject();
      tensor.put("name", input.name()).put("datatype", input.datatype());
      tensor.set("shape", Http.JSON.valueToTree(input.shape()));
      tensor.putObject("parameters").put("binary_data_size", binary.length);
      bytes.writeBytes(binary);
    }
    change.accept(request);
    return new byte[][] {Http.JSON.writeValueAsBytes(request), bytes.toByteArray()};
  }

  private static Http.Answer send(Server server, byte[][] parts, int headLength) {
    return send(server, parts, headLength, "application/octet-stream");
  }

  private static Http.Answer send(
      Server server, byte[][] parts, int headLength, String contentType) {
    byte[] body = Arrays.copyOf(parts[0], parts[0].length + parts[1].length);
    System.arraycopy(parts[1], 0, body, parts[0].length, parts[1].length);
    return server
        .http()
        .post(
            server.path("/infer"),
            body,
            "Content-Type",
            contentType,
            Http.HEADER_LENGTH,
            String.valueOf(headLength));
  }

  private static void demandBinary(Http.Answer answer, int outputsMin) {
    long binary =
        answer
            .head()
            .path("outputs")
            .valueStream()
            .filter(output -> output.path("parameters").has("binary_data_size"))
            .count();
    demand(binary >= outputsMin, "only %d outputs came as bytes", binary);
  }

  /// The tensors of an answer, some or all of them bytes.
  private static List<Values> tensors(Http.Answer answer) {
    if (answer.header(Http.HEADER_LENGTH).isEmpty()) {
      return Infer.tensors(answer.json().path("outputs"));
    }
    int at = answer.headLength();
    List<Values> tensors = new ArrayList<>();
    for (JsonNode output : answer.head().path("outputs")) {
      JsonNode size = output.path("parameters").path("binary_data_size");
      if (size.isMissingNode()) {
        tensors.add(Infer.tensor(output));
        continue;
      }
      int end = at + size.asInt();
      demand(end >= at && end <= answer.body().length, "the outputs are longer than the answer");
      tensors.add(
          Values.ofBinary(
              output.path("name").asString(),
              output.path("datatype").asString(),
              output.path("shape").valueStream().map(JsonNode::asLong).toList(),
              Arrays.copyOfRange(answer.body(), at, end)));
      at = end;
    }
    demand(at == answer.body().length, "%d bytes follow the outputs", answer.body().length - at);
    return tensors;
  }
}
