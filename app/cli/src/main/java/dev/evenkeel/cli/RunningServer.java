package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A server that runs somewhere, asked as any client may.
final class RunningServer implements AutoCloseable {
  /// Registering a large model loads it, and setting traffic does.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final URI address;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  RunningServer(String address) {
    try {
      this.address = URI.create(address.endsWith("/") ? address : address + "/");
    } catch (IllegalArgumentException e) {
      throw wrong(address);
    }
    if (!List.of("http", "https").contains(String.valueOf(this.address.getScheme()))
        || this.address.getHost() == null) {
      throw wrong(address);
    }
  }

  private static RuntimeException wrong(String address) {
    return new Problem(
            Problem.Kind.INPUT,
            "`%s` is no address of a server".formatted(Names.abbreviate(address)),
            "--server",
            "as in http://127.0.0.1:8080",
            "")
        .asException();
  }

  JsonNode get(String path) {
    return send("GET", path, BodyPublishers.noBody());
  }

  /// What is no JSON.
  byte[] bytes(String path) {
    HttpResponse<byte[]> response = exchange("GET", path, BodyPublishers.noBody());
    if (response.statusCode() / 100 != 2) {
      answer(response);
    }
    return response.body();
  }

  JsonNode put(String path, Map<String, ?> body) {
    return send("PUT", path, BodyPublishers.ofByteArray(Json.write(body)));
  }

  JsonNode post(String path, byte[] body) {
    return send("POST", path, BodyPublishers.ofByteArray(body));
  }

  /// A part of a path or a query, written so that it stays one part.
  static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String query(Map<String, String> parameters) {
    String joined =
        parameters.entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .map(entry -> entry.getKey() + "=" + part(entry.getValue()))
            .collect(Collectors.joining("&"));
    return joined.isEmpty() ? "" : "?" + joined;
  }

  private JsonNode send(String method, String path, BodyPublisher body) {
    return answer(exchange(method, path, body));
  }

  private HttpResponse<byte[]> exchange(String method, String path, BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .timeout(PATIENCE)
            .method(method, body)
            .build();
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (ConnectException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "no server answers at " + address,
              "",
              "a running Evenkeel",
              "start one with `evenkeel server`, or name another: --server URL")
          .asException(e);
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the server at %s broke off".formatted(address),
              "",
              "",
              "look whether it still runs, and try again")
          .asException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot ask the server: interrupted", e);
    }
  }

  private JsonNode answer(HttpResponse<byte[]> response) {
    JsonNode body;
    try {
      body = Json.mapper().readTree(response.body());
    } catch (JacksonException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "what answers at %s is no Evenkeel".formatted(address),
              "name another: --server URL")
          .asException(e);
    }
    if (response.statusCode() / 100 == 2) {
      return body;
    }
    throw new Problem(
            kind(response.statusCode()),
            body.path("detail").asString("the server answered " + response.statusCode()),
            body.path("where").asString(""),
            body.path("expected").asString(""),
            body.path("remedy").asString(""))
        .asException();
  }

  private static Problem.Kind kind(int status) {
    return switch (status) {
      case 400, 405 -> Problem.Kind.MALFORMED;
      case 404 -> Problem.Kind.NOT_FOUND;
      case 409 -> Problem.Kind.CONFLICT;
      case 413 -> Problem.Kind.TOO_LARGE;
      case 422 -> Problem.Kind.INPUT;
      case 429 -> Problem.Kind.BUSY;
      case 501 -> Problem.Kind.UNSUPPORTED;
      case 503 -> Problem.Kind.ENVIRONMENT;
      case 504 -> Problem.Kind.TIMEOUT;
      default -> Problem.Kind.INTERNAL;
    };
  }

  @Override
  public void close() {
    client.close();
  }
}
