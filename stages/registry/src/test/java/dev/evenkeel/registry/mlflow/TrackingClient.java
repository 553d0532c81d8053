package dev.evenkeel.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Asks calls by their paths, without a server.
final class TrackingClient {
  private final List<MlflowRoutes.Call> calls;

  TrackingClient(List<List<MlflowRoutes.Call>> parts) {
    this.calls = parts.stream().flatMap(List::stream).toList();
  }

  record Answer(int status, JsonNode body) {
    /// The body of a success.
    JsonNode ok() {
      assertThat(status).as(body.toString()).isEqualTo(200);
      assertThat(body.isObject()).isTrue();
      return body;
    }

    void isRefused(int expected, String code) {
      assertThat(status).as(body.toString()).isEqualTo(expected);
      assertThat(body.path("error_code").asString("")).isEqualTo(code);
      assertThat(body.path("message").asString("")).isNotEmpty();
    }
  }

  Answer post(String path, String json) {
    return ask("POST", path, Map.of(), json);
  }

  Answer patch(String path, String json) {
    return ask("PATCH", path, Map.of(), json);
  }

  Answer delete(String path, String json) {
    return ask("DELETE", path, Map.of(), json);
  }

  /// @param query names and values in turn
  Answer get(String path, String... query) {
    Map<String, List<String>> queries = new HashMap<>();
    for (int index = 0; index < query.length; index += 2) {
      queries.computeIfAbsent(query[index], _ -> new ArrayList<>()).add(query[index + 1]);
    }
    return ask("GET", path, queries, "");
  }

  private Answer ask(String method, String path, Map<String, List<String>> queries, String json) {
    for (MlflowRoutes.Call call : calls) {
      Optional<Map<String, String>> variables = match(call.path(), path);
      if (call.method().equals(method) && variables.isPresent()) {
        Asked request = new Asked(variables.get(), queries, json.getBytes(StandardCharsets.UTF_8));
        Reply reply = MlflowReplies.told(call.handler()).handle(request);
        byte[] body = ((Reply.Whole) reply).body();
        return new Answer(reply.status(), Json.parse(body, "the reply"));
      }
    }
    throw new AssertionError("no call for %s %s".formatted(method, path));
  }

  private static Optional<Map<String, String>> match(String template, String path) {
    String[] names = template.split("/", -1);
    String[] parts = path.split("/", names[names.length - 1].endsWith("...}") ? names.length : -1);
    Map<String, String> variables = new HashMap<>();
    if (names.length != parts.length) {
      return Optional.empty();
    }
    for (int index = 0; index < names.length; index++) {
      String name = names[index];
      if (name.startsWith("{")) {
        variables.put(name.replaceAll("[{}]|\\.\\.\\.", ""), parts[index]);
      } else if (!name.equals(parts[index])) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Asked(
      Map<String, String> variables, Map<String, List<String>> queried, byte[] content)
      implements Request {
    @Override
    public String path(String name) {
      return variables.getOrDefault(name, "");
    }

    @Override
    public Optional<String> query(String name) {
      return queries(name).stream().findFirst();
    }

    @Override
    public List<String> queries(String name) {
      return queried.getOrDefault(name, List.of());
    }

    @Override
    public Optional<String> header(String name) {
      return name.equals("Content-Type") ? Optional.of("application/json") : Optional.empty();
    }

    @Override
    public byte[] body(int bytesMax) {
      if (content.length > bytesMax) {
        throw Problem.of(Problem.Kind.TOO_LARGE, "the body is too large", "").asException();
      }
      return content;
    }

    @Override
    public InputStream stream() {
      return new ByteArrayInputStream(content);
    }
  }
}
