package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// Takes batches that are sent: into a scratch file as they come, then in as any file. A client
/// that hangs up leaves nothing.
final class BatchUploads {
  private static final int TEXT_CHARS_MAX = 2_000;
  private static final List<String> FORMATS = List.of("csv", "csv.gz", "parquet", "jsonl");

  private final Datasets datasets;
  private final Clock clock;
  private final long bytesMax;

  BatchUploads(Datasets datasets, Clock clock, long bytesMax) {
    this.datasets = datasets;
    this.clock = clock;
    this.bytesMax = bytesMax;
  }

  Reply take(Request request) {
    String name = Names.check("dataset", request.path("name"));
    BatchContract contract = datasets.demandContract(name);
    String format = format(request);
    Path file = datasets.scratch().resolve(UUID.randomUUID() + "." + format);
    try {
      receive(request, file);
      Ingest ingest =
          new Ingest(
                  name,
                  contract,
                  new Source.File(datasets.readable(file)),
                  at(request),
                  bounded(request, "message"))
              .from(
                  new Origin(
                      bounded(request, "source"),
                      bounded(request, "query"),
                      bounded(request, "watermark"),
                      bounded(request, "pipelineRun"),
                      bounded(request, "codeCommit")));
      if (overwrites(request)) {
        ingest = ingest.overwriting();
      }
      Ingest asked = ingest;
      IngestResult result =
          datasets.ingest(request.header("Idempotency-Key").map(asked::withKey).orElse(asked));
      return Reply.json(result.version().isPresent() ? 201 : 200, DatasetJson.ingested(result));
    } catch (ProblemException e) {
      throw withoutPath(e, file);
    } finally {
      remove(file);
      remove(Datasets.columnar(file));
    }
  }

  /// What is wrong with a batch is not where it lay on the server.
  private static ProblemException withoutPath(ProblemException e, Path file) {
    Problem problem = e.problem();
    if (!problem.where().contains(file.getFileName().toString())) {
      return e;
    }
    return new Problem(
            problem.kind(),
            problem.what(),
            "the request's body",
            problem.expected(),
            problem.remedy())
        .asException(e);
  }

  private static String format(Request request) {
    String format =
        request
            .query("format")
            .orElseGet(() ->
                switch (media(request)) {
                  case "application/vnd.apache.parquet" -> "parquet";
                  case "application/x-ndjson", "application/jsonl" -> "jsonl";
                  default -> "csv";
                });
    if (!FORMATS.contains(format)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no format of a batch".formatted(Names.abbreviate(format)),
              "query parameter `format`",
              String.join(", ", FORMATS),
              "")
          .asException();
    }
    return format;
  }

  private static String media(Request request) {
    String type = request.header("Content-Type").orElse("");
    int more = type.indexOf(';');
    return (more < 0 ? type : type.substring(0, more)).strip();
  }

  private static boolean overwrites(Request request) {
    String mode = request.query("mode").orElse("append");
    return switch (mode) {
      case "append" -> false;
      case "overwrite" -> true;
      default ->
          throw new Problem(
                  Problem.Kind.INPUT,
                  "`%s` is no mode".formatted(Names.abbreviate(mode)),
                  "query parameter `mode`",
                  "append or overwrite",
                  "")
              .asException();
    };
  }

  private Instant at(Request request) {
    return request
        .query("at")
        .map(text -> {
          try {
            return OffsetDateTime.parse(text).toInstant();
          } catch (DateTimeException e) {
            throw new Problem(
                    Problem.Kind.INPUT,
                    "`%s` is no time".formatted(Names.abbreviate(text)),
                    "query parameter `at`",
                    "a time with its zone as 2026-05-01T00:00Z",
                    "")
                .asException(e);
          }
        })
        .orElseGet(clock::now);
  }

  private static String bounded(Request request, String parameter) {
    String text = request.query(parameter).orElse("");
    if (text.length() > TEXT_CHARS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "`%s` is too long".formatted(parameter),
              "",
              "at most %,d characters".formatted(TEXT_CHARS_MAX),
              "")
          .asException();
    }
    return text;
  }

  private void receive(Request request, Path file) {
    byte[] piece = new byte[1 << 16];
    long bytes = 0;
    try (InputStream in = request.stream();
        OutputStream out = Files.newOutputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        bytes += read;
        if (bytes > bytesMax) {
          throw new Problem(
                  Problem.Kind.TOO_LARGE,
                  "the batch is too large",
                  "",
                  "at most %,d MiB".formatted(bytesMax >> 20),
                  "send it in parts, or ask for a higher limit")
              .asException();
        }
        out.write(piece, 0, read);
      }
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the batch could not be received: the client hung up or the disk is full",
              "nothing was stored; send it again")
          .asException(e);
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next start empties the scratch folder.
    }
  }
}
