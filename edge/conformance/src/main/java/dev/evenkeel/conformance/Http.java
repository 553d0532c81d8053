package dev.evenkeel.conformance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks over HTTP/1.1.
final class Http implements AutoCloseable {
  static final String HEADER_LENGTH = "Inference-Header-Content-Length";
  static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
  private static final int INFLATED_BYTES_MAX = 64 << 20;

  private final HttpClient client;
  private final URI base;
  private final Duration timeout;
  private final Optional<String> header;

  Http(Options options) {
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(options.timeout())
            .build();
    this.base = options.address();
    this.timeout = options.timeout();
    this.header = options.header();
  }

  /// An answer, with its body as it came.
  // Made for one check and forgotten; nobody compares two.
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, byte[] body, Map<String, String> headers) {
    boolean ok() {
      return status == 200;
    }

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /// For messages.
    String brief() {
      String text = text().strip();
      return "%d %s".formatted(status, text.length() > 200 ? text.substring(0, 200) + "…" : text);
    }

    JsonNode json() {
      return parse(body);
    }

    /// Demands a 200.
    Answer orBroken(String what) {
      Check.demand(ok(), "%s was answered by %s", what, brief());
      return this;
    }

    /// The JSON before the tensors of a binary answer.
    JsonNode head() {
      return parse(Arrays.copyOf(body, headLength()));
    }

    int headLength() {
      String length = header(HEADER_LENGTH);
      Check.demand(
          length.matches("\\d{1,9}") && Integer.parseInt(length) <= body.length,
          "the answer has binary tensors, and its header %s is `%s` of %d bytes",
          HEADER_LENGTH,
          length,
          body.length);
      return Integer.parseInt(length);
    }

    private static JsonNode parse(byte[] json) {
      try {
        return JSON.readTree(json);
      } catch (JacksonException e) {
        throw new Check.Broken(
            "the answer is no JSON: "
                + new String(json, StandardCharsets.UTF_8).lines().findFirst().orElse(""));
      }
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, new byte[0], headers);
  }

  Answer post(String path, byte[] body, String... headers) {
    return send("POST", path, body, headers);
  }

  Answer postJson(String path, JsonNode body) {
    return post(path, JSON.writeValueAsBytes(body), "Content-Type", "application/json");
  }

  private Answer send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(timeout)
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    header.ifPresent(line -> {
      int colon = line.indexOf(':');
      request.header(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    });
    try {
      HttpResponse<byte[]> response = sendTwice(request.build());
      Map<String, String> named = new java.util.HashMap<>();
      response
          .headers()
          .map()
          .forEach((name, values) ->
              named.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
      return new Answer(response.statusCode(), response.body(), Map.copyOf(named));
    } catch (IOException e) {
      throw new Check.Broken("%s %s got no answer: %s".formatted(method, path, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Check.Broken("interrupted");
    }
  }

  /// A server may end a kept connection just when the next request goes out.
  private HttpResponse<byte[]> sendTwice(HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, BodyHandlers.ofByteArray());
    } catch (HttpTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return client.send(request, BodyHandlers.ofByteArray());
    }
  }

  /// Undoes what `Content-Encoding` says of an answer.
  static byte[] inflate(Answer answer) throws IOException {
    InputStream packed = new ByteArrayInputStream(answer.body());
    try (InputStream plain =
        switch (answer.header("content-encoding")) {
          case "gzip" -> new GZIPInputStream(packed);
          case "deflate" -> new InflaterInputStream(packed);
          default -> packed;
        }) {
      return plain.readNBytes(INFLATED_BYTES_MAX);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
