package dev.evenkeel.conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Speaks the protocol's core over HTTP, as far as [Sums] needs it, except for one fault.
final class SmallServer implements AutoCloseable {
  private static final List<String> EXTENSIONS =
      List.of("binary_tensor_data", "statistics", "model_configuration", "model_repository");

  private final Fault fault;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  SmallServer(Fault fault) throws IOException {
    this.fault = fault;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private record Reply(int status, Object body) {}

  private void handle(HttpExchange exchange) throws IOException {
    Reply reply;
    try {
      reply = answer(exchange);
    } catch (Sums.Refused e) {
      reply = error(e.isAboutNames() ? 404 : 400, String.valueOf(e.getMessage()));
    } catch (Check.Broken | JacksonException | ArithmeticException e) {
      reply = error(400, "it cannot be read");
    }
    boolean plain =
        fault == Fault.NO_JSON_AT_ALL
            || (fault == Fault.ERRORS_IN_PLAIN_TEXT && reply.status() != 200);
    byte[] bytes =
        plain
            ? "Whitelabel page".getBytes(StandardCharsets.UTF_8)
            : Http.JSON.writeValueAsBytes(reply.body());
    exchange.getResponseHeaders().set("Content-Type", plain ? "text/html" : "application/json");
    exchange.sendResponseHeaders(reply.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Reply error(int status, String message) {
    int told =
        switch (fault) {
          case ERRORS_WITH_STATUS_200 -> 200;
          case ERRORS_CALLED_ITS_OWN -> 500;
          default -> status;
        };
    return new Reply(told, Map.of("error", message));
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestHeaders().containsKey("Content-Encoding")) {
      return error(415, "plain bodies only");
    }
    return switch (path) {
      case "/v2" -> new Reply(200, server());
      case "/v2/health/live" -> new Reply(200, Map.of("live", true));
      case "/v2/health/ready" -> new Reply(200, Map.of("ready", true));
      case "/v2/models" -> new Reply(200, Map.of("models", List.of(Sums.NAME)));
      default -> ofModel(exchange.getRequestMethod(), path, body);
    };
  }

  private Map<String, Object> server() {
    return Map.of(
        "name",
        "small",
        "version",
        "1",
        "extensions",
        fault == Fault.EXTENSIONS_ONLY_CLAIMED ? EXTENSIONS : List.of());
  }

  /// `/v2/models/NAME[/versions/VERSION][/ready or /infer]`.
  private Reply ofModel(String method, String path, byte[] body) {
    List<String> parts = new ArrayList<>(List.of(path.substring(1).split("/")));
    Sums.demand(parts.size() > 2 && parts.get(1).equals("models"), "unknown path");
    boolean versioned = parts.size() > 4 && parts.get(3).equals("versions");
    String version = versioned ? parts.get(4) : "";
    String rest = parts.size() > (versioned ? 5 : 3) ? parts.getLast() : "";
    if (rest.equals("ready") && fault == Fault.UNKNOWN_MODELS_ARE_READY) {
      return new Reply(200, Map.of("name", parts.get(2), "ready", true));
    }
    Sums.demandModel(parts.get(2), version);
    return switch (rest) {
      case "" -> new Reply(200, metadata());
      case "ready" -> new Reply(200, Map.of("name", Sums.NAME, "ready", true));
      case "infer" -> method.equals("POST") ? infer(body) : error(405, "only POST infers");
      default -> error(404, "nothing here");
    };
  }

  private static Map<String, Object> metadata() {
    return Map.of(
        "name",
        Sums.NAME,
        "versions",
        List.of("1"),
        "platform",
        "sums_v1",
        "inputs",
        List.of(Sums.INPUT),
        "outputs",
        Sums.OUTPUTS);
  }

  private Reply infer(byte[] body) {
    JsonNode request = Http.JSON.readTree(body);
    boolean nested = request.at("/inputs/0/data/0").isArray();
    List<Values> inputs =
        fault == Fault.BAD_SHAPES_ACCEPTED
            ? request.path("inputs").valueStream().map(SmallServer::carelessly).toList()
            : Infer.tensors(request.path("inputs"));
    List<String> wanted =
        request.path("outputs").valueStream().map(one -> one.path("name").asString()).toList();
    ObjectNode reply = Http.JSON.createObjectNode();
    reply.put("model_name", Sums.NAME).put("model_version", "1");
    if (request.has("id") && fault != Fault.ID_FORGOTTEN) {
      reply.set("id", request.path("id"));
    }
    for (Values output : Sums.answer(fault, inputs, wanted)) {
      boolean other = nested && fault == Fault.ANSWERS_DIFFER_WHEN_NESTED;
      ObjectNode tensor = reply.withArray("outputs").addObject();
      tensor.put("name", output.name()).put("datatype", output.datatype());
      tensor.set("shape", Http.JSON.valueToTree(output.shape()));
      tensor.set(
          "data",
          Http.JSON.valueToTree(
              other ? output.data().stream().map(value -> 7).toList() : output.data()));
    }
    return new Reply(200, reply);
  }

  /// Looks at the data alone.
  private static Values carelessly(JsonNode input) {
    ObjectNode believed = input.deepCopy().asObject();
    long elements = input.path("data").valueStream().count();
    believed.set("shape", Http.JSON.valueToTree(List.of(elements)));
    return Infer.tensor(believed);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
