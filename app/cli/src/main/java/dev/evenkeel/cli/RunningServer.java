package dev.evenkeel.cli;

import dev.evenkeel.base.BoundedBytes;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A server that runs somewhere, asked as any client may.
final class RunningServer implements AutoCloseable {
  /// Registering a large model loads it, and setting traffic does.
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /// Says who asks.
  private static final String TOKEN = "EVENKEEL_TOKEN";

  private static final int JSON_BYTES_MAX = 64 << 20;

  /// As long as an array may be, and what reads it adds a byte.
  private static final int FILE_BYTES_MAX = Integer.MAX_VALUE - 64;

  private final URI address;
  private final Asked asked;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /// What messages call it, and what it is told.
  ///
  /// @param option by which it was named
  /// @param authorization what it gets as `Authorization`; empty for nothing
  record Asked(String what, String option, String remedy, String authorization) {
    private static Asked evenkeel() {
      String token = System.getenv().getOrDefault(TOKEN, "");
      return new Asked(
          "Evenkeel",
          "--server",
          "start one with `evenkeel server`, or name another: --server URL",
          token.isEmpty() ? "" : "Bearer " + token);
    }
  }

  RunningServer(String address) {
    this(address, Asked.evenkeel());
  }

  RunningServer(String address, Asked asked) {
    this.asked = asked;
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

  private RuntimeException wrong(String address) {
    return new Problem(
            Problem.Kind.INPUT,
            "`%s` is no address of a server".formatted(Names.abbreviate(address)),
            asked.option(),
            "as in http://127.0.0.1:8080",
            "")
        .asException();
  }

  JsonNode get(String path) {
    return answer(exchange(request(path).GET(), JSON_BYTES_MAX));
  }

  /// What is no JSON.
  byte[] bytes(String path) {
    Answer answer = exchange(request(path).GET(), FILE_BYTES_MAX);
    if (!answer.isGood()) {
      answer(answer);
    }
    return answer.body();
  }

  /// Writes a text of any length as it comes.
  void copy(String path, Writer out) {
    stream(
        path,
        body -> {
          new InputStreamReader(body, StandardCharsets.UTF_8).transferTo(out);
          out.flush();
        });
  }

  /// What is no JSON and may be large, into a file.
  void download(String path, Path file) {
    stream(path, body -> Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING));
  }

  /// Takes what is sent as it comes.
  @FunctionalInterface
  interface Sink {
    void take(InputStream body) throws IOException;
  }

  void stream(String path, Sink sink) {
    stream(request(path).GET(), sink);
  }

  /// The answer to a question, as it comes.
  void stream(String path, Map<String, ?> body, Sink sink) {
    stream(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(Json.write(body))),
        sink);
  }

  private void stream(HttpRequest.Builder request, Sink sink) {
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw refusal(new Answer(response.statusCode(), read(body, JSON_BYTES_MAX)));
        }
        sink.take(body);
      }
    } catch (SSLHandshakeException e) {
      throw untrusted(e);
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "what %s sends cannot be fetched".formatted(address),
              "look whether the server runs and the disk has room, and try again")
          .asException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What stands for a file may be a page that says why there is none.
  private RuntimeException refusal(Answer answer) {
    try {
      answer(answer);
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.ENVIRONMENT) {
        return e;
      }
    }
    return Problem.of(kind(answer.status()), "the server answered " + answer.status(), "")
        .asException();
  }

  /// Sends a file piece by piece.
  JsonNode post(String path, Path file) throws FileNotFoundException {
    return answer(exchange(request(path).POST(BodyPublishers.ofFile(file)), JSON_BYTES_MAX));
  }

  /// Sends a file piece by piece, and says how many bytes have gone.
  JsonNode post(String path, Path file, LongConsumer sent) throws FileNotFoundException {
    CountedBody counted = new CountedBody(BodyPublishers.ofFile(file), sent);
    return answer(exchange(request(path).POST(counted), JSON_BYTES_MAX));
  }

  /// Sends some bytes, and then a file piece by piece.
  JsonNode post(String path, byte[] ahead, Path file) throws FileNotFoundException {
    BodyPublisher body =
        BodyPublishers.concat(BodyPublishers.ofByteArray(ahead), BodyPublishers.ofFile(file));
    return answer(exchange(request(path).POST(body), JSON_BYTES_MAX));
  }

  /// Sends a file piece by piece, to be kept.
  JsonNode put(String path, Path file) throws FileNotFoundException {
    return answer(exchange(request(path).PUT(BodyPublishers.ofFile(file)), JSON_BYTES_MAX));
  }

  JsonNode put(String path, Map<String, ?> body) {
    return send("PUT", path, body);
  }

  JsonNode delete(String path) {
    return answer(exchange(request(path).DELETE(), JSON_BYTES_MAX));
  }

  JsonNode patch(String path, Map<String, ?> body) {
    return send("PATCH", path, body);
  }

  JsonNode delete(String path, Map<String, ?> body) {
    return send("DELETE", path, body);
  }

  JsonNode post(String path, Map<String, ?> body) {
    return send("POST", path, body);
  }

  JsonNode post(String path, byte[] body) {
    return answer(exchange(request(path).POST(BodyPublishers.ofByteArray(body)), JSON_BYTES_MAX));
  }

  /// Sends bytes of some kind from where they lie.
  JsonNode post(String path, String mediaType, ByteBuffer body) {
    return answer(
        exchange(
            request(path).header("Content-Type", mediaType).POST(new MemoryBody(body)),
            JSON_BYTES_MAX));
  }

  /// Sends bytes piece by piece, and says how many have gone.
  JsonNode post(String path, byte[] body, LongConsumer sent) {
    CountedBody counted = new CountedBody(BodyPublishers.ofByteArray(body), sent);
    return answer(exchange(request(path).POST(counted), JSON_BYTES_MAX));
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

  /// Asks by any method.
  JsonNode send(String method, String path, Map<String, ?> body) {
    return answer(
        exchange(
            request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(Json.write(body))),
            JSON_BYTES_MAX));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    return asked.authorization().isEmpty()
        ? request
        : request.header("Authorization", asked.authorization());
  }

  private Answer exchange(HttpRequest.Builder request, int bytesMax) {
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        return new Answer(response.statusCode(), read(body, bytesMax));
      }
    } catch (ConnectException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "no server answers at " + address,
              "",
              "a running " + asked.what(),
              asked.remedy())
          .asException(e);
    } catch (SSLHandshakeException e) {
      throw untrusted(e);
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

  private RuntimeException untrusted(SSLHandshakeException failure) {
    return new Problem(
            Problem.Kind.ENVIRONMENT,
            "no trusted connection to %s: %s".formatted(address, failure.getMessage()),
            "",
            "a certificate that this JVM trusts, for the name in the address",
            "for an authority of your own: -Djavax.net.ssl.trustStore=FILE in EVENKEEL_JAVA_OPTS")
        .asException(failure);
  }

  private byte[] read(InputStream body, int bytesMax) throws IOException {
    byte[] read = BoundedBytes.read(body, bytesMax, _ -> {});
    if (read.length > bytesMax) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "the server at %s answers more than %d MiB".formatted(address, bytesMax >> 20),
              "ask for less, as by --limit or --filter")
          .asException();
    }
    return read;
  }

  private JsonNode answer(Answer answer) {
    JsonNode body;
    try {
      body = Json.mapper().readTree(answer.body());
    } catch (JacksonException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "what answers at %s is no %s".formatted(address, asked.what()),
              "name another: %s URL".formatted(asked.option()))
          .asException(e);
    }
    if (answer.isGood()) {
      return body;
    }
    // MLflow's calls say `message` and a code, all others `detail`.
    String told = body.path("message").asString("the server answered " + answer.status());
    throw new Problem(
            kind(answer.status(), body.path("error_code").asString("")),
            body.path("detail").asString(told),
            body.path("where").asString(""),
            body.path("expected").asString(""),
            body.path("remedy").asString(""))
        .asException();
  }

  /// The protocol has one status for several kinds.
  private static Problem.Kind kind(int status, String mlflowCode) {
    return switch (mlflowCode) {
      case "RESOURCE_ALREADY_EXISTS" -> Problem.Kind.CONFLICT;
      case "INVALID_PARAMETER_VALUE" -> Problem.Kind.INPUT;
      default -> kind(status);
    };
  }

  private static Problem.Kind kind(int status) {
    return switch (status) {
      case 400, 405 -> Problem.Kind.MALFORMED;
      case 401 -> Problem.Kind.UNAUTHENTICATED;
      case 403 -> Problem.Kind.FORBIDDEN;
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

  @SuppressWarnings("ArrayRecordComponent")
  private record Answer(int status, byte[] body) {
    boolean isGood() {
      return status / 100 == 2;
    }
  }
}
