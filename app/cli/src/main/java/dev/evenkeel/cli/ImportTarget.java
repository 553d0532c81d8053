package dev.evenkeel.cli;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The running Evenkeel that an import writes to, by the calls of MLflow's clients.
final class ImportTarget implements AutoCloseable {
  /// Tags of what was imported say what it was before.
  static final String TAGS = "mlflow.import.";

  static final String PARENT = "mlflow.parentRunId";

  private static final String API = "api/2.0/mlflow/";
  private static final String STORED = "mlflow-artifacts:/";
  private static final int COPY_BYTES = 64 << 10;
  private static final int PAGES_MAX = 1_000;

  private final RunningServer server;
  private final ImportReport report;
  private final long fileBytesMax;

  ImportTarget(RunningServer server, ImportReport report, long fileBytesMax) {
    this.server = server;
    this.report = report;
    this.fileBytesMax = fileBytesMax;
  }

  JsonNode post(String call, Map<String, ?> body) {
    return server.post(API + call, body);
  }

  JsonNode patch(String call, Map<String, ?> body) {
    return server.patch(API + call, body);
  }

  Optional<JsonNode> find(String call, Map<String, String> query) {
    try {
      return Optional.of(server.get(API + call + RunningServer.query(query)));
    } catch (ProblemException e) {
      if (e.problem().kind() == Problem.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// All versions of a model.
  List<JsonNode> versions(String model) {
    List<JsonNode> versions = new ArrayList<>();
    String token = "";
    for (int pages = 0; pages < PAGES_MAX; pages++) {
      Map<String, String> query = new LinkedHashMap<>();
      query.put("filter", ImportText.nameIs(model));
      query.put("max_results", "100");
      query.put("page_token", token);
      JsonNode page = server.get(API + "model-versions/search" + RunningServer.query(query));
      page.path("model_versions").forEach(versions::add);
      token = page.path("next_page_token").asString("");
      if (token.isEmpty()) {
        break;
      }
    }
    return versions;
  }

  /// The one thing that a search for an old id finds.
  Optional<JsonNode> imported(
      String call, String name, String experimentId, String tag, String oldId) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("experiment_ids", List.of(experimentId));
    question.put("filter", "tags.`%s%s` = '%s'".formatted(TAGS, tag, oldId));
    question.put("max_results", 1);
    if (name.equals("runs")) {
      question.put("run_view_type", "ALL");
    }
    return post(call, question).path(name).valueStream().findFirst();
  }

  /// As messages have them: `[{key, value}]`.
  static List<Map<String, Object>> pairs(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(pair -> Map.<String, Object>of("key", pair.getKey(), "value", pair.getValue()))
        .toList();
  }

  /// The tags as they are, but for those of an import before this one.
  static Map<String, String> kept(Map<String, String> tags) {
    Map<String, String> kept = new LinkedHashMap<>(tags);
    kept.keySet().removeIf(key -> key.startsWith(TAGS));
    return kept;
  }

  static String tag(JsonNode tags, String key) {
    return tags.valueStream()
        .filter(tag -> tag.path("key").asString("").equals(key))
        .map(tag -> tag.path("value").asString(""))
        .findFirst()
        .orElse("");
  }

  /// Keeps files below the place that the server gave their owner.
  ///
  /// @param what whose they are, in messages
  ImportSource.FileSink files(String what, String storage) {
    if (!storage.startsWith(STORED)) {
      throw Problem.of(
              Problem.Kind.UNSUPPORTED, "the server keeps no files of its own: " + storage, "")
          .asException();
    }
    return (path, content) -> {
      try {
        report.attempt("file %s of %s".formatted(path, what), () -> put(storage, path, content));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    };
  }

  private void put(String storage, String path, InputStream content) {
    try {
      Path file = Files.createTempFile("evenkeel-", ".import");
      try {
        copy(content, file);
        StringBuilder address = new StringBuilder("api/2.0/mlflow-artifacts/artifacts");
        for (String name : (storage.substring(STORED.length()) + "/" + path).split("/", -1)) {
          address.append('/').append(RunningServer.part(name));
        }
        server.put(address.toString(), file);
        report.add(ImportReport.Count.FILES);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy(InputStream content, Path file) throws IOException {
    byte[] part = new byte[COPY_BYTES];
    long total = 0;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int read = content.read(part); read >= 0; read = content.read(part)) {
        total += read;
        if (total > fileBytesMax) {
          throw new Problem(
                  Problem.Kind.TOO_LARGE,
                  "it has more than %,d bytes".formatted(fileBytesMax),
                  "",
                  "",
                  "allow more: --max-file-bytes")
              .asException();
        }
        out.write(part, 0, read);
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
