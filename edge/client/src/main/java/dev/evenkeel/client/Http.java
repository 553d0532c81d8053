package dev.evenkeel.client;

import java.io.IOException;
import java.io.InputStream;
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
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests and their answers. One that was too much for the server is sent again, as often and as
/// late as it says; it was not begun there.
final class Http {
  static final String MLFLOW = "/api/2.0/mlflow/";
  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int BUSY = 429;
  private static final int TRIES = 4;
  private static final long PAUSE_SECONDS_MAX = 10;

  private final HttpClient client;
  private final URI address;
  private final Optional<String> token;
  private final Duration timeout;

  Http(HttpClient client, URI address, Optional<String> token, Duration timeout) {
    this.client = client;
    this.address = address;
    this.token = token;
    this.timeout = timeout;
  }

  JsonNode get(String path, Map<String, String> query) {
    return json("GET", path + query(query), BodyPublishers.noBody(), Map.of());
  }

  JsonNode send(String method, String path, Object body) {
    return send(method, path, body, Map.of());
  }

  JsonNode send(String method, String path, Object body, Map<String, String> headers) {
    return json(method, path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)), headers);
  }

  /// A file, as long as it may take.
  void put(String path, BodyPublisher file) {
    answer(request(path).header("Content-Type", "application/octet-stream").PUT(file).build(), path)
        .close();
  }

  /// A file, which the caller closes.
  InputStream open(String path) {
    return answer(request(path).GET().build(), path).stream();
  }

  private JsonNode json(
      String method, String path, BodyPublisher body, Map<String, String> headers) {
    HttpRequest.Builder builder =
        request(path)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .method(method, body);
    headers.forEach(builder::header);
    HttpRequest request = builder.build();
    try (Answer answer = answer(request, path)) {
      return JSON.readTree(answer.stream());
    } catch (JacksonException e) {
      throw new EvenkeelException("%s answers no JSON".formatted(address.resolve(path)), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    String base = address.toString().replaceAll("/+$", "");
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private record Answer(InputStream stream) implements AutoCloseable {
    @Override
    public void close() {
      try {
        stream.close();
      } catch (IOException e) {
        // It has been read.
      }
    }
  }

  private Answer answer(HttpRequest request, String path) {
    for (int tries = 1; ; tries++) {
      HttpResponse<InputStream> response = once(request);
      if (response.statusCode() < 300) {
        return new Answer(response.body());
      }
      EvenkeelException refusal = refusal(response, path);
      if (response.statusCode() != BUSY || tries == TRIES) {
        throw refusal;
      }
      pause(response.headers().firstValueAsLong("Retry-After").orElse(1), refusal);
    }
  }

  private HttpResponse<InputStream> once(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new EvenkeelException(
          "%s does not answer: %s".formatted(address, String.valueOf(e.getMessage())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EvenkeelException("interrupted while %s was asked".formatted(address), e);
    }
  }

  private static void pause(long seconds, EvenkeelException refusal) {
    try {
      Thread.sleep(
          Duration.ofSeconds(Math.min(PAUSE_SECONDS_MAX, Math.max(0, seconds))).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal;
    }
  }

  /// Of our own addresses (RFC 9457) or of MLflow's.
  private static EvenkeelException refusal(HttpResponse<InputStream> response, String path) {
    try (InputStream body = response.body()) {
      JsonNode read = JSON.readTree(body.readNBytes(1 << 20));
      StringJoiner words = new StringJoiner("; ");
      words.add(read.path("detail").asString(read.path("message").asString("refused")));
      for (String more : new String[] {"where", "expected", "remedy"}) {
        if (read.hasNonNull(more)) {
          words.add((more.equals("expected") ? "expected " : "") + read.path(more).asString());
        }
      }
      for (JsonNode error : read.path("errors")) {
        words.add(
            "%s: expected %s, found %s"
                .formatted(
                    error.path("pointer").asString(""),
                    error.path("expected").asString(""),
                    error.path("found").asString("")));
      }
      return new EvenkeelException(
          response.statusCode(), read.path("error_code").asString(""), words.toString());
    } catch (IOException | JacksonException e) {
      return new EvenkeelException(
          response.statusCode(), "", "%s answers %d".formatted(path, response.statusCode()));
    }
  }

  private static String query(Map<String, String> query) {
    StringJoiner joined = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach((name, value) -> joined.add(name + "=" + encoded(value)));
    return joined.toString();
  }

  /// Fit for one segment of a path, or for a query.
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
