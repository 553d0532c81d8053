package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;
import static dev.evenkeel.conformance.Check.recommended;
import static dev.evenkeel.conformance.Check.required;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Inference by JSON.
final class InferChecks {
  private static final String INFER = "OIP REST, Inference";
  private static final String DATA = "OIP REST, Tensor Data";
  private static final String OUTPUTS = "OIP REST, Request Output";

  private InferChecks() {}

  static List<Check> all() {
    return List.of(
        required("infer.flat", DATA, Server::usual),
        required("infer.nested", DATA, InferChecks::nested),
        required("infer.id", INFER, InferChecks::id),
        required("infer.outputs.one", OUTPUTS, InferChecks::one),
        required("infer.outputs.none", OUTPUTS, InferChecks::emptyMeansAll),
        required("infer.batch", DATA, InferChecks::batch),
        required("infer.version", INFER, InferChecks::version),
        required(
            "infer.parameters",
            "OIP REST, Parameters: unknown ones are allowed",
            InferChecks::parameters),
        recommended(
            "infer.unknownMember", "clients repeat `model_name`", InferChecks::unknownMember),
        recommended(
            "infer.noContentType", "KServe's client sends none", InferChecks::noContentType),
        recommended("infer.allOutputs", "metadata names every output", InferChecks::allOutputs));
  }

  private static void nested(Server server) {
    ObjectNode flat = server.request(server.sample());

    Infer.same(server.outputsOf(flat), server.outputsOf(Infer.nested(flat)));
  }

  private static void id(Server server) {
    ObjectNode request = server.request(server.sample());
    request.put("id", "conformance-42");
    JsonNode answer = server.infer(request).orBroken("a request with an id").json();
    demand(
        answer.path("id").asString("").equals("conformance-42"),
        "`id` is %s and not what was sent",
        answer.path("id"));
  }

  private static void one(Server server) {
    Values last = server.usual().getLast();

    List<Values> outputs = server.outputsOf(Refusals.asking(server, last.name()));

    Infer.same(List.of(last), outputs);
  }

  private static void emptyMeansAll(Server server) {
    ObjectNode request = server.request(server.sample());
    request.putArray("outputs");

    Infer.same(server.usual(), server.outputsOf(request));
  }

  private static void batch(Server server) {
    if (!server.inputs().stream().allMatch(TensorShape::hasBatch)) {
      throw new Check.NotOffered("not every input has a variable first dimension");
    }
    List<Values> three = server.outputsOf(server.request(server.sample(3)));
    for (Values output : three) {
      boolean variable = server.output(output.name()).map(TensorShape::hasBatch).orElse(false);
      demand(
          !variable || output.shape().getFirst() == 3,
          "three rows went in, and `%s` has shape %s",
          output.name(),
          output.shape());
    }
  }

  private static void version(Server server) {
    JsonNode versions = server.metadata().path("versions");
    if (versions.isMissingNode() || versions.isEmpty()) {
      throw new Check.NotOffered("the metadata lists no versions");
    }
    String version = versions.path(versions.size() - 1).asString();
    JsonNode answer =
        server
            .http()
            .postJson(
                server.path("/versions/" + version + "/infer"), server.request(server.sample()))
            .orBroken("inference by version " + version)
            .json();
    Infer.wellFormed(server, answer);
    demand(
        !answer.has("model_version") || answer.path("model_version").asString().equals(version),
        "version %s was asked and %s answered",
        version,
        answer.path("model_version"));
  }

  private static void parameters(Server server) {
    ObjectNode request = server.request(server.sample());
    request
        .putObject("parameters")
        .put("conformance_text", "x")
        .put("conformance_number", 1)
        .put("conformance_flag", true);
    Infer.same(server.usual(), server.outputsOf(request));
  }

  private static void unknownMember(Server server) {
    ObjectNode request = server.request(server.sample());
    request.put("model_name", server.model());
    request.putArray("conformance").add(1);
    Infer.same(server.usual(), server.outputsOf(request));
  }

  private static void noContentType(Server server) {
    byte[] body = Http.JSON.writeValueAsBytes(server.request(server.sample()));
    server.http().post(server.path("/infer"), body).orBroken("JSON without a content type");
  }

  private static void allOutputs(Server server) {
    List<String> answered = server.usual().stream().map(Values::name).toList();
    List<String> promised = server.outputs().stream().map(TensorShape::name).toList();
    demand(
        promised.isEmpty() || promised.equals(answered),
        "metadata lists %s, and %s was answered",
        promised,
        answered);
  }
}
