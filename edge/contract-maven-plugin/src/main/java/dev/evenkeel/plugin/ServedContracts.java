package dev.evenkeel.plugin;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Contracts as servers have them. A build waits for all of them no longer than it was told to,
/// whatever a server does.
final class ServedContracts {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final int BYTES_MAX = 4 << 20;

  private static final String EXPECTED =
      "a contract, from an address such as http://HOST/api/v1/datasets/NAME/contract";

  private final Login login;
  private final Duration patience;
  private long deadlineNanos;
  private boolean hasBegun;

  /// @param patience for all that is read, from the first on
  ServedContracts(Login login, Duration patience) {
    this.login = login;
    this.patience = patience;
  }

  /// The text of one contract.
  String read(String address) {
    if (!hasBegun) {
      hasBegun = true;
      deadlineNanos = System.nanoTime() + patience.toNanos();
    }
    URI uri = uri(address);
    Optional<String> authorization = login.authorization(uri);
    HttpResponse<Optional<byte[]>> answer = answer(uri, authorization);
    if (answer.statusCode() != 200) {
      throw refusal(uri, answer, authorization.isPresent()).asException();
    }
    byte[] body = answer.body().orElseThrow(() -> tooLarge(address));
    return new String(body, StandardCharsets.UTF_8);
  }

  private static URI uri(String address) {
    try {
      URI uri = URI.create(address);
      if (uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw noAddress(address).asException(e);
    }
    throw noAddress(address).asException();
  }

  private static Problem noAddress(String address) {
    return new Problem(
        Problem.Kind.CONFIGURATION,
        "it is no address of a server",
        address,
        EXPECTED,
        "write it so, without a user or password");
  }

  private HttpResponse<Optional<byte[]>> answer(URI uri, Optional<String> authorization) {
    Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(left);
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpClient client =
        HttpClient.newBuilder()
            // What a server points to is not what the token is for.
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(left)
            .build();
    try {
      CompletableFuture<HttpResponse<Optional<byte[]>>> answer =
          client.sendAsync(request.build(), info -> new LimitedBody(BYTES_MAX));
      return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late(uri).asException(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      boolean isLate = cause instanceof java.net.http.HttpTimeoutException;
      throw (isLate ? late(uri) : silent(uri)).asException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.ENVIRONMENT, "the server was not waited for", "build again")
          .asException(e);
    } finally {
      // Closing it would wait for a body that never ends.
      client.shutdownNow();
    }
  }

  private Problem late(URI uri) {
    return new Problem(
        Problem.Kind.TIMEOUT,
        "the released contracts were not there within %d s".formatted(patience.toSeconds()),
        uri.toString(),
        "",
        "look at the server, or name a file as `released`");
  }

  private static Problem silent(URI uri) {
    return new Problem(
        Problem.Kind.ENVIRONMENT,
        "the server does not answer",
        uri.toString(),
        EXPECTED,
        "look at the address, whether the server runs, and whether this Java trusts it");
  }

  private static ProblemException tooLarge(String address) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "the server answers more than a contract may have",
            address,
            "at most %d bytes".formatted(BYTES_MAX),
            "look whether the address is that of a contract")
        .asException();
  }

  private Problem refusal(URI uri, HttpResponse<Optional<byte[]>> answer, boolean isKnown) {
    int status = answer.statusCode();
    String what = "the server answered %d%s".formatted(status, said(answer));
    return switch (status) {
      case 401 ->
          new Problem(
              Problem.Kind.UNAUTHENTICATED,
              what,
              uri.toString(),
              "somebody that the server knows",
              isKnown ? "look whether the token in EVENKEEL_TOKEN still counts" : unsent(uri));
      case 403 ->
          new Problem(
              Problem.Kind.FORBIDDEN,
              what,
              uri.toString(),
              "a token with the role viewer in the dataset's project",
              "make EVENKEEL_TOKEN one of somebody who has it");
      case 404 ->
          new Problem(
              Problem.Kind.NOT_FOUND,
              what,
              uri.toString(),
              EXPECTED,
              "look at the names of dataset and version, and at whose project the token is of");
      default ->
          new Problem(
              Problem.Kind.ENVIRONMENT,
              what,
              uri.toString(),
              EXPECTED,
              status / 100 == 3
                  ? "name the address that it points to; nobody is followed"
                  : "look at the server");
    };
  }

  private String unsent(URI uri) {
    return login.token().isEmpty()
        ? "set EVENKEEL_TOKEN to a token of it, and EVENKEEL_SERVER to its address"
        : "set EVENKEEL_SERVER to %s://%s if EVENKEEL_TOKEN is of it: the token was not sent, as it is for %s"
            .formatted(uri.getScheme(), uri.getRawAuthority(), login.server());
  }

  /// The server's own words, when it is one of ours.
  private static String said(HttpResponse<Optional<byte[]>> answer) {
    try {
      String words =
          answer
              .body()
              .map(body -> Json.parse(body, "answer").path("detail").asString(""))
              .orElse("");
      return words.isBlank() ? "" : ": " + Names.abbreviate(words);
    } catch (ProblemException e) {
      return "";
    }
  }
}
