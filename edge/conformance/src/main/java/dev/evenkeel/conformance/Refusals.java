package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;
import static dev.evenkeel.conformance.Check.recommended;
import static dev.evenkeel.conformance.Check.required;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a server must refuse, and how.
final class Refusals {
  private static final String ERRORS = "OIP REST, Inference, error response";
  private static final String DATA = "OIP REST, Tensor Data";
  private static final int DEPTH = 20_000;

  private Refusals() {}

  static List<Check> all() {
    List<Check> checks = new ArrayList<>();
    both(checks, "infer.refuses.malformed", ERRORS, server -> raw(server, "{\"inputs\": ["));
    both(
        checks,
        "infer.refuses.noInputs",
        ERRORS,
        server ->
            server.infer(Http.JSON.createObjectNode().set("inputs", Http.JSON.createArrayNode())));
    both(checks, "infer.refuses.tooFewElements", DATA, server -> spoilt(server, Refusals::fewer));
    both(
        checks,
        "infer.refuses.negativeShape",
        DATA,
        server -> spoilt(server, input -> shape(input, -1, -1)));
    both(
        checks,
        "infer.refuses.shapeBeyondLong",
        DATA,
        server -> spoilt(server, input -> shape(input, 1L << 62, 1L << 62, 4)));
    both(
        checks,
        "infer.refuses.unknownDatatype",
        "OIP REST, Tensor Data Types",
        server -> spoilt(server, input -> input.put("datatype", "FP7")));
    both(
        checks,
        "infer.refuses.unknownModel",
        ERRORS,
        server ->
            server
                .http()
                .postJson(
                    "v2/models/" + ServerChecks.NOBODY + "/infer",
                    server.request(server.sample())));
    checks.add(
        recommended(
            "infer.refuses.halfInJson",
            "OIP REST, Tensor Data Types: FP16 has no JSON form",
            server -> clientError(spoilt(server, input -> input.put("datatype", "FP16")))));
    checks.add(
        recommended(
            "infer.refuses.unknownOutput",
            "an output that is not there cannot be answered",
            server -> clientError(server.infer(asking(server, "no-such-output")))));
    checks.add(
        recommended("infer.survives.depth", "nested deeper than any tensor", Refusals::depth));
    checks.add(
        recommended(
            "infer.refuses.method",
            "only POST infers",
            server -> clientError(server.http().get(server.path("/infer")))));
    checks.add(
        recommended(
            "errors.contentType",
            "KServe's client compares it literally",
            server ->
                demand(
                    raw(server, "{").header("content-type").equals("application/json"),
                    "an error has content type `%s`",
                    raw(server, "{").header("content-type"))));
    return checks;
  }

  private interface Asking {
    Http.Answer ask(Server server);
  }

  /// The specification wants an error status; whose fault it is it leaves open.
  private static void both(List<Check> checks, String name, String reference, Asking asking) {
    checks.add(required(name, reference, server -> refused(asking.ask(server))));
    checks.add(
        recommended(
            name + ".status",
            "4xx, since asking again cannot help",
            server -> clientError(asking.ask(server))));
  }

  /// Demands an error in the protocol's form.
  static void refused(Http.Answer answer) {
    demand(answer.status() >= 400, "accepted: %s", answer.brief());
    JsonNode error = answer.json().path("error");
    demand(error.isString(), "the answer has no text `error`: %s", answer.brief());
  }

  static void clientError(Http.Answer answer) {
    demand(answer.status() >= 400 && answer.status() < 500, "answered by %s", answer.brief());
  }

  private static Http.Answer raw(Server server, String body) {
    return server
        .http()
        .post(
            server.path("/infer"),
            body.getBytes(StandardCharsets.UTF_8),
            "Content-Type",
            "application/json");
  }

  private static Http.Answer spoilt(Server server, Consumer<ObjectNode> spoil) {
    ObjectNode request = server.request(server.sample());
    spoil.accept(Infer.first(request));
    return server.infer(request);
  }

  private static void fewer(ObjectNode input) {
    List<Long> shape = input.path("shape").valueStream().map(JsonNode::asLong).toList();
    List<Long> larger = new ArrayList<>(shape);
    larger.set(0, shape.getFirst() + 1);
    input.set("shape", Http.JSON.valueToTree(larger));
  }

  private static void shape(ObjectNode input, long... sizes) {
    input.set("shape", Http.JSON.valueToTree(sizes));
  }

  static ObjectNode asking(Server server, String... outputs) {
    ObjectNode request = server.request(server.sample());
    for (String output : outputs) {
      request.withArray("outputs").addObject().put("name", output);
    }
    return request;
  }

  private static void depth(Server server) {
    Http.Answer answer = raw(server, "{\"inputs\":" + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "}");
    clientError(answer);
    server.http().get("v2/health/live").orBroken("GET v2/health/live afterwards");
  }
}
