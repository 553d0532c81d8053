package dev.evenkeel.plugin;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.odcs.DocumentReader;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Contracts that others rely on: files, folders, or what a server has of a dataset.
final class Released {
  private static final int BYTES_MAX = 4 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path base;
  private final String token;

  /// @param base that paths start from
  /// @param token of the server; empty when it asks for none
  Released(Path base, String token) {
    this.base = base;
    this.token = token;
  }

  /// All of some places, oldest first.
  List<Document> of(List<String> places) {
    List<Document> documents = new ArrayList<>();
    for (String place : places) {
      documents.addAll(of(place));
    }
    documents.sort(Comparator.comparing(Document::version, Released::compare));
    return documents;
  }

  private List<Document> of(String place) {
    if (place.startsWith("http://") || place.startsWith("https://")) {
      return List.of(DocumentReader.read(fetch(place), place, DocumentReader.Mode.TOLERANT));
    }
    Path path = base.resolve(place);
    if (Files.isDirectory(path)) {
      return List.copyOf(ContractFiles.in(path).values());
    }
    if (!Files.exists(path)) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "no released contract is there",
              path.toString(),
              "",
              "put one there, or take it out of `released`")
          .asException();
    }
    return List.of(ContractFiles.read(path));
  }

  private String fetch(String url) {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE);
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      HttpResponse<InputStream> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        byte[] text = body.readNBytes(BYTES_MAX + 1);
        if (answer.statusCode() != 200 || text.length > BYTES_MAX) {
          throw unanswered(url, "the server answered %d".formatted(answer.statusCode()), null);
        }
        return new String(text, StandardCharsets.UTF_8);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unanswered(url, "the server does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered(url, "the server was not waited for", e);
    }
  }

  private static RuntimeException unanswered(
      String url, String what, @org.jspecify.annotations.Nullable Exception cause) {
    Problem problem =
        new Problem(
            Problem.Kind.ENVIRONMENT,
            what,
            url,
            "a contract, from an address such as http://HOST/api/v1/datasets/NAME/contract",
            "look at the address, and at EVENKEEL_TOKEN if the server asks who you are");
    return cause == null ? problem.asException() : problem.asException(cause);
  }

  /// By the numbers in them: 1.10.0 is newer than 1.9.0.
  private static int compare(String left, String right) {
    return Arrays.compare(numbers(left), numbers(right));
  }

  private static BigInteger[] numbers(String version) {
    return Arrays.stream(version.split("\\D+"))
        .filter(part -> !part.isEmpty())
        .map(BigInteger::new)
        .toArray(BigInteger[]::new);
  }
}
