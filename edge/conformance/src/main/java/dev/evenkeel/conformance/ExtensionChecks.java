package dev.evenkeel.conformance;

import static dev.evenkeel.conformance.Check.demand;
import static dev.evenkeel.conformance.Check.required;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Optional parts over HTTP.
final class ExtensionChecks {
  private static final Set<String> STATES =
      Set.of("UNKNOWN", "READY", "UNAVAILABLE", "LOADING", "UNLOADING");
  private static final List<String> DURATIONS =
      List.of("success", "fail", "queue", "compute_input", "compute_infer", "compute_output");

  private ExtensionChecks() {}

  static List<Check> all() {
    return List.of(
        required(
            "compression.request.gzip",
            "Triton, HTTP compression",
            server -> packed(server, "gzip")),
        required(
            "compression.request.deflate",
            "Triton, HTTP compression",
            server -> packed(server, "deflate")),
        required("compression.reply", "Triton, HTTP compression", ExtensionChecks::packedReply),
        offered("classification", ExtensionChecks::classification),
        offered("statistics", ExtensionChecks::statistics),
        offered("model_configuration", ExtensionChecks::configuration),
        offered("model_repository", ExtensionChecks::index),
        required(
            "model_repository.refuses.unknown",
            "Triton, model repository extension",
            server -> {
              server.demandExtension("model_repository");
              Refusals.refused(
                  server
                      .http()
                      .postJson(
                          "v2/repository/models/" + ServerChecks.NOBODY + "/load",
                          Http.JSON.createObjectNode()));
            }),
        offered("schedule_policy", ExtensionChecks::schedule));
  }

  private static Check offered(String extension, Check.Body body) {
    return required(
        extension,
        "Triton, %s extension".formatted(extension.replace('_', ' ')),
        server -> {
          server.demandExtension(extension);
          body.ask(server);
        });
  }

  private static void packed(Server server, String encoding) throws IOException {
    byte[] plain = Http.JSON.writeValueAsBytes(server.request(server.sample()));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        encoding.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      out.write(plain);
    }
    Http.Answer answer =
        server
            .http()
            .post(
                server.path("/infer"),
                packed.toByteArray(),
                "Content-Type",
                "application/json",
                "Content-Encoding",
                encoding);
    if (answer.status() >= 400 && answer.status() != 500) {
      throw new Check.NotOffered(
          "a request as %s was answered by %s".formatted(encoding, answer.brief()));
    }
    answer.orBroken("a request as " + encoding);
    Infer.same(server.usual(), Infer.wellFormed(server, answer.json()));
  }

  private static void packedReply(Server server) throws IOException {
    byte[] request = Http.JSON.writeValueAsBytes(server.request(server.sample()));
    for (String encoding : List.of("gzip", "deflate")) {
      Http.Answer answer =
          server
              .http()
              .post(
                  server.path("/infer"),
                  request,
                  "Content-Type",
                  "application/json",
                  "Accept-Encoding",
                  encoding)
              .orBroken("a request that accepts " + encoding);
      String used = answer.header("content-encoding");
      demand(
          used.isEmpty() || used.equals("identity") || used.equals(encoding),
          "%s was accepted and %s came",
          encoding,
          used);
      JsonNode json = Http.JSON.readTree(Http.inflate(answer));
      Infer.same(server.usual(), Infer.wellFormed(server, json));
    }
  }

  private static void classification(Server server) {
    Values scores =
        server.usual().stream()
            .filter(output -> output.datatype().startsWith("FP") && !output.data().isEmpty())
            .findFirst()
            .orElseThrow(() -> new Check.NotOffered("no output holds scores"));
    ObjectNode request = server.request(server.sample());
    request
        .withArray("outputs")
        .addObject()
        .put("name", scores.name())
        .putObject("parameters")
        .put("classification", 1);
    Http.Answer answer = server.infer(request);
    if (answer.status() == 400) {
      throw new Check.NotOffered(
          "not for output `%s`: %s".formatted(scores.name(), answer.brief()));
    }
    Values classes =
        Infer.tensors(answer.orBroken("classification").json().path("outputs")).getFirst();
    demand(classes.datatype().equals("BYTES"), "the classes are %s", classes.datatype());
    for (Object text : classes.data()) {
      demand(
          text.toString().matches("[^:]+:\\d+(:.*)?"),
          "a class is written `value:index[:label]`, got `%s`",
          text);
    }
  }

  private static void statistics(Server server) {
    JsonNode before = entry(server);
    server.usual();
    JsonNode after = entry(server);
    demand(
        after.path("inference_count").asLong() > before.path("inference_count").asLong()
            && after.path("execution_count").asLong() > before.path("execution_count").asLong(),
        "a request was answered, and the counts are as before: %s",
        after);
    for (String member : DURATIONS) {
      JsonNode duration = after.path("inference_stats").path(member);
      demand(
          duration.path("count").isIntegralNumber() && duration.path("ns").isIntegralNumber(),
          "`inference_stats.%s` is no {count, ns}: %s",
          member,
          duration);
    }
    demand(
        after.path("last_inference").asLong() > 0,
        "`last_inference` is %s",
        after.path("last_inference"));
  }

  /// The sum over the model's versions, since any of them may answer.
  private static JsonNode entry(Server server) {
    JsonNode stats =
        server
            .http()
            .get(server.path("/stats"))
            .orBroken("GET " + server.path("/stats"))
            .json()
            .path("model_stats");
    demand(stats.isArray() && !stats.isEmpty(), "`model_stats` lists nothing");
    ObjectNode sum = ((ObjectNode) stats.path(0)).deepCopy();
    for (String member : List.of("inference_count", "execution_count", "last_inference")) {
      sum.put(member, stats.valueStream().mapToLong(one -> one.path(member).asLong()).sum());
    }
    return sum;
  }

  private static void configuration(Server server) {
    JsonNode configuration =
        server.http().get(server.path("/config")).orBroken("GET " + server.path("/config")).json();
    demand(
        configuration.path("name").asString("").equals(server.model()),
        "`name` is %s",
        configuration.path("name"));
    demand(
        configuration.path("max_batch_size").isIntegralNumber(), "`max_batch_size` is no number");
    for (String member : List.of("input", "output")) {
      for (JsonNode tensor : configuration.path(member)) {
        demand(
            tensor.path("data_type").asString("").startsWith("TYPE_"),
            "`data_type` is %s",
            tensor.path("data_type"));
        demand(tensor.path("dims").isArray(), "`dims` is no array: %s", tensor);
      }
    }
  }

  private static void index(Server server) {
    JsonNode index =
        server
            .http()
            .post("v2/repository/index", new byte[0])
            .orBroken("POST v2/repository/index")
            .json();
    demand(index.isArray(), "the index is no array");
    boolean ready = false;
    for (JsonNode entry : index) {
      String state = entry.path("state").asString("");
      demand(state.isEmpty() || STATES.contains(state), "`state` is `%s`", state);
      ready |= entry.path("name").asString("").equals(server.model()) && state.equals("READY");
    }
    demand(ready, "`%s` answers and is not READY in the index", server.model());
    Http.Answer readyOnly =
        server
            .http()
            .post(
                "v2/repository/index",
                Http.JSON.writeValueAsBytes(Map.of("ready", true)),
                "Content-Type",
                "application/json")
            .orBroken("POST v2/repository/index with ready");
    readyOnly
        .json()
        .forEach(entry ->
            demand(
                entry.path("state").asString("").equals("READY"),
                "asked for what is ready, got %s",
                entry));
  }

  private static void schedule(Server server) {
    ObjectNode request = server.request(server.sample());
    request.putObject("parameters").put("priority", 1).put("timeout", 20_000_000);
    Infer.same(server.usual(), server.outputsOf(request));
  }
}
