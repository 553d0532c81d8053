package dev.evenkeel.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Asks calls as a client does, without a server between.
final class Wire {
  private final List<Route> routes;

  Wire(List<MlflowRoutes.Call> calls) {
    routes = calls.stream().flatMap(MlflowRoutes.Call::routes).toList();
  }

  /// @param path after the version of the API, as the route has it
  Reply ask(String method, String path, Request request) {
    Route route =
        routes.stream()
            .filter(each -> each.method().equals(method) && each.path().equals("/api/2.0/" + path))
            .findFirst()
            .orElseThrow(() -> new AssertionError(method + " " + path + " has no route"));
    return route.handler().handle(request);
  }

  /// A call that must succeed.
  JsonNode json(String method, String path, Request request) {
    Reply reply = ask(method, path, request);
    JsonNode body = Json.parse(bytes(reply), "the answer");
    assertThat(reply.status()).as(body.toString()).isEqualTo(200);
    return body;
  }

  /// A call that must be refused: its status and error code.
  String refusal(String method, String path, Request request) {
    Reply reply = ask(method, path, request);
    JsonNode body = Json.parse(bytes(reply), "the answer");
    assertThat(body.path("message").asString("")).isNotEmpty();
    return reply.status() + " " + body.path("error_code").asString("");
  }

  static byte[] bytes(Reply reply) {
    return switch (reply) {
      case Reply.Whole whole -> whole.body();
      case Reply.Streamed streamed -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
          streamed.writer().writeTo(out);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        yield out.toByteArray();
      }
    };
  }
}
