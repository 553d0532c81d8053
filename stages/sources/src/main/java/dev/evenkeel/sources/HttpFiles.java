package dev.evenkeel.sources;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.store.Egress;
import dev.evenkeel.tables.TableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table in a file behind an address of HTTP. An entity tag (RFC 9110, section 8.8.3) is the
/// watermark, so a file that did not change is not sent again.
public final class HttpFiles implements SourceKind {
  private static final int REDIRECTS_MAX = 5;
  private static final int REFUSAL_BYTES = 1_000;
  private static final Duration WITHIN = Duration.ofHours(1);
  private static final Map<String, String> SUFFIXES =
      Map.of(
          "text/csv", ".csv",
          "application/vnd.apache.parquet", ".parquet",
          "application/x-parquet", ".parquet",
          "application/x-ndjson", ".jsonl",
          "application/jsonl", ".jsonl");

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public Fetched fetch(SourceRequest request, Surroundings surroundings) {
    Path file = surroundings.into().resolve("download");
    String address = request.address();
    try {
      for (int asked = 0; asked <= REDIRECTS_MAX; asked++) {
        Egress.Answer answer = ask(address, request.after(), file, surroundings);
        if (answer.status() / 100 == 3 && answer.status() != 304) {
          // Each address on the way is checked like the first.
          address = next(address, answer);
          continue;
        }
        if (answer.status() == 304) {
          return new Fetched(List.of(), request.after());
        }
        if (answer.status() != 200) {
          throw refused(address, answer.status());
        }
        if (answer.isCut()) {
          throw tooLarge(address, surroundings.bytesMax());
        }
        Path named = file.resolveSibling("table" + suffix(request.address(), address, answer));
        Files.move(file, named);
        String tag = answer.headers().getOrDefault("etag", "");
        return new Fetched(List.of(TableFile.of(named, Optional.empty())), isTag(tag) ? tag : "");
      }
      throw broken(request.address(), "it leads on and on", "an address that answers itself", null);
    } catch (IOException e) {
      throw broken(address, "it does not answer, or not to the end", "a server that answers", e);
    }
  }

  private static Egress.Answer ask(String address, String tag, Path file, Surroundings surroundings)
      throws IOException {
    Map<String, String> headers =
        isTag(tag) ? Map.of("Accept", "*/*", "If-None-Match", tag) : Map.of("Accept", "*/*");
    Egress.Call call = new Egress.Call("GET", address, headers, new byte[0], WITHIN, REFUSAL_BYTES);
    try (OutputStream out = Files.newOutputStream(file)) {
      return surroundings.egress().download(call, out, surroundings.bytesMax());
    }
  }

  private static boolean isTag(String tag) {
    return tag.length() <= 200 && tag.matches("(W/)?\"[\\x21\\x23-\\x7e]*\"");
  }

  private static String next(String address, Egress.Answer answer) {
    String location = answer.headers().getOrDefault("location", "");
    try {
      URI next = URI.create(address).resolve(location);
      boolean isWeaker =
          address.toLowerCase(Locale.ROOT).startsWith("https:")
              && !"https".equalsIgnoreCase(next.getScheme());
      if (location.isEmpty() || isWeaker) {
        throw broken(address, "it leads to no address we may ask", "https://", null);
      }
      return next.toString();
    } catch (IllegalArgumentException e) {
      throw broken(address, "it leads to no address we may ask", "https://", e);
    }
  }

  /// What the name says counts first: servers say `text/plain` of anything.
  private static String suffix(String asked, String answered, Egress.Answer answer) {
    for (String address : List.of(asked, answered)) {
      String path = Optional.ofNullable(URI.create(address).getPath()).orElse("");
      String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
      int dot =
          name.endsWith(".gz") ? name.lastIndexOf('.', name.length() - 4) : name.lastIndexOf('.');
      String suffix = dot < 0 ? "" : name.substring(dot);
      if (suffix.matches("\\.(parquet|pq|(csv|jsonl|ndjson|json)(\\.gz)?)")) {
        return suffix;
      }
    }
    String type = answer.headers().getOrDefault("content-type", "").replaceFirst(";.*", "").strip();
    String suffix = SUFFIXES.get(type.toLowerCase(Locale.ROOT));
    if (suffix == null) {
      throw broken(
          asked,
          "nothing says in what format its table is",
          "a name that ends in .csv, .parquet or .jsonl, or a Content-Type that says it",
          null);
    }
    return suffix;
  }

  private static RuntimeException refused(String address, int status) {
    boolean isMissing = status == 404 || status == 410;
    return new Problem(
            isMissing ? Problem.Kind.NOT_FOUND : Problem.Kind.ENVIRONMENT,
            "`%s` answers %d".formatted(shown(address), status),
            "",
            "200 and a table",
            isMissing ? "check the address" : "try again, or ask whoever runs it")
        .asException();
  }

  private static RuntimeException tooLarge(String address, long bytesMax) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "`%s` is larger than we take".formatted(shown(address)),
            "",
            "at most %d MiB".formatted(bytesMax >> 20),
            "split it, or raise `sources.bytesMax` in server.yaml")
        .asException();
  }

  private static RuntimeException broken(
      String address, String what, String expected, @Nullable Exception cause) {
    Problem problem =
        new Problem(
            Problem.Kind.ENVIRONMENT,
            "`%s` cannot be fetched: %s".formatted(shown(address), what),
            "",
            expected,
            "");
    return cause == null ? problem.asException() : problem.asException(cause);
  }

  /// Queries of addresses often hold keys.
  private static String shown(String address) {
    return Names.abbreviate(address.replaceFirst("[?#].*", "?..."));
  }
}
