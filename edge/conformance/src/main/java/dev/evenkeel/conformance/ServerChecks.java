package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;
import static dev.evenkeel.conformance.Check.recommended;
import static dev.evenkeel.conformance.Check.required;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Health and metadata.
final class ServerChecks {
  private static final String HEALTH = "OIP REST, Health";
  private static final String SERVER = "OIP REST, Server Metadata";
  private static final String MODEL = "OIP REST, Model Metadata";
  static final String NOBODY = "evenkeel-conformance-no-such-model";

  private ServerChecks() {}

  static List<Check> all() {
    return List.of(
        required("server.live", HEALTH, server -> ok(server, "v2/health/live")),
        required("server.ready", HEALTH, server -> ok(server, "v2/health/ready")),
        required("server.metadata", SERVER, ServerChecks::serverMetadata),
        required("model.ready", HEALTH, server -> ok(server, server.path("/ready"))),
        required("model.ready.unknown", HEALTH, ServerChecks::unknownIsNotReady),
        required("model.metadata", MODEL, ServerChecks::modelMetadata),
        required("model.metadata.version", MODEL, ServerChecks::versions),
        required(
            "model.metadata.unknown",
            MODEL,
            server -> Refusals.refused(server.http().get("v2/models/" + NOBODY))),
        recommended(
            "model.metadata.unknown.status",
            "404 says that it is the name",
            server ->
                demand(
                    server.http().get("v2/models/" + NOBODY).status() == 404,
                    "answered by %s",
                    server.http().get("v2/models/" + NOBODY).brief())),
        recommended("models.list", "KServe, v2/models", ServerChecks::list));
  }

  private static void ok(Server server, String path) {
    server.http().get(path).orBroken("GET " + path);
  }

  private static void unknownIsNotReady(Server server) {
    Http.Answer answer = server.http().get("v2/models/" + NOBODY + "/ready");
    boolean no =
        answer.ok()
            && answer.json().path("ready").isBoolean()
            && !answer.json().path("ready").asBoolean();
    demand(answer.status() >= 400 || no, "an unknown model is ready: %s", answer.brief());
  }

  private static void serverMetadata(Server server) {
    JsonNode metadata = server.http().get("v2").orBroken("GET v2").json();
    demand(metadata.path("name").isString(), "`name` is no text");
    demand(metadata.path("version").isString(), "`version` is no text");
    demand(metadata.path("extensions").isArray(), "`extensions` is no array");
    metadata
        .path("extensions")
        .forEach(name -> demand(name.isString(), "an extension is no text: %s", name));
  }

  private static void modelMetadata(Server server) {
    JsonNode metadata = server.metadata();
    demand(
        metadata.path("name").asString("").equals(server.model()),
        "`name` is %s",
        metadata.path("name"));
    demand(metadata.path("platform").isString(), "`platform` is no text");
    for (String member : List.of("inputs", "outputs")) {
      demand(metadata.path(member).isArray(), "`%s` is no array", member);
      metadata.path(member).forEach(ServerChecks::tensor);
    }
  }

  private static void tensor(JsonNode tensor) {
    demand(tensor.path("name").isString(), "a tensor has no name: %s", tensor);
    demand(
        Values.WIDTHS.containsKey(tensor.path("datatype").asString("")),
        "no datatype of the protocol: %s",
        tensor);
    demand(tensor.path("shape").isArray(), "a tensor has no shape: %s", tensor);
    tensor
        .path("shape")
        .forEach(size ->
            demand(
                size.isIntegralNumber() && size.asLong() >= -1,
                "a size is a whole number from -1: %s",
                tensor));
  }

  private static void versions(Server server) {
    JsonNode versions = server.metadata().path("versions");
    if (versions.isMissingNode() || versions.isEmpty()) {
      throw new Check.NotOffered("the metadata lists no versions");
    }
    for (JsonNode version : versions) {
      demand(version.isString(), "a version is no text: %s", version);
    }
    String path = server.path("/versions/" + versions.path(0).asString());
    JsonNode metadata = server.http().get(path).orBroken("GET " + path).json();
    demand(
        metadata.path("name").asString("").equals(server.model()),
        "`name` is %s",
        metadata.path("name"));
    server.http().get(path + "/ready").orBroken("GET " + path + "/ready");
    Http.Answer unknown = server.http().get(server.path("/versions/987654321"));
    demand(unknown.status() >= 400, "a version that is not there: %s", unknown.brief());
  }

  private static void list(Server server) {
    Http.Answer answer = server.http().get("v2/models");
    if (!answer.ok()) {
      throw new Check.NotOffered("GET v2/models was answered by " + answer.brief());
    }
    List<String> names =
        answer.json().path("models").valueStream().map(JsonNode::asString).toList();
    demand(names.contains(server.model()), "`models` does not name it: %s", names);
  }
}
