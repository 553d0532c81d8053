package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What brings rows into datasets: parts of `evenkeel data`.
abstract class DataIngestCommands extends DataFolderCommands {
  @Command(
      name = "fetch",
      description = {
        "Lets the server fetch what a source has that a dataset has not, and ingest it by the",
        "dataset's contract. The same command again takes only what is new."
      },
      mixinStandardHelpOptions = true)
  int fetch(
      @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
          String dataset,
      @Option(
              names = "--from",
              required = true,
              paramLabel = "ADDRESS",
              description = {
                "https://HOST/FILE.csv, s3://BUCKET/sales-*.parquet, sql://DATABASE,",
                "or file:///FOLDER/*.csv below a folder that the server may read."
              })
          String address,
      @Option(
              names = "--query",
              defaultValue = "",
              paramLabel = "SQL",
              description = "One SELECT, for a database.")
          String query,
      @Option(
              names = "--watermark",
              defaultValue = "",
              paramLabel = "COLUMN",
              description = {
                "Take only rows above the last fetch's highest value of this column. For files any",
                "word: those whose names come later, or that changed."
              })
          String watermark,
      @Option(
              names = "--overwrite",
              description = "The rows take the place of all that are there: a full refresh.")
          boolean overwrite,
      @Mixin MessageMixin why,
      @Mixin ServerMixin server) {
    DataVersionReference of = new DataVersionReference(Names.check("dataset", dataset), "");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("address", address);
    body.put("query", query);
    body.put("watermark", watermark);
    body.put("overwrite", overwrite);
    body.put("message", why.message);
    try (RunningServer running = server.open()) {
      JsonNode answer = running.post(of.datasetAddress() + "/fetches", body);
      if (answer.has("isNew") && !server.json) {
        out().println("Nothing is new.");
        return 0;
      }
      tell(answer, server);
      return answer.has("version") || answer.has("isNew") ? 0 : Problem.Kind.INPUT.exitCode();
    }
  }

  @Command(
      name = "ingest",
      description = {
        "Sends a file as the next version of a dataset, checked by its contract; or a folder of",
        "files of any kind, of which only what changed is read and sent."
      },
      mixinStandardHelpOptions = true)
  int ingest(
      @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
          String dataset,
      @Parameters(
              index = "1",
              paramLabel = "FILE|DIR",
              description = "A .csv, .csv.gz, .parquet or .jsonl file, or a folder.")
          Path file,
      @Option(
              names = "--contract",
              paramLabel = "FILE",
              description = "An ODCS contract, kept for later batches too.")
          Path contract,
      @Option(
              names = "--overwrite",
              description = "The batch takes the place of all rows: a full refresh.")
          boolean overwrite,
      @Mixin MessageMixin why,
      @Option(
              names = "--label",
              defaultValue = "",
              paramLabel = "NAME",
              description = "Of a folder: keep the first folder of each path as this label.")
          String label,
      @Option(
              names = "--at",
              defaultValue = "",
              paramLabel = "TIME",
              description = "Business time, as 2026-05-01T00:00Z (default: now).")
          String at,
      @Mixin ServerMixin server)
      throws IOException {
    DataVersionReference of = new DataVersionReference(Names.check("dataset", dataset), "");
    if (Files.isDirectory(file)) {
      return ingestFolder(of, file, label, why.message, server);
    }
    if (!Files.isRegularFile(file)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND, "file does not exist", file.toString(), "a file", "")
          .asException();
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", format(file));
    query.put("mode", overwrite ? "overwrite" : "");
    query.put("message", why.message);
    query.put("at", at);
    query.put("source", file.getFileName().toString());
    JsonNode result;
    try (RunningServer running = server.open();
        UploadProgress progress =
            UploadProgress.of(spec.commandLine().getErr(), Files.size(file))) {
      if (contract != null) {
        keep(running, of, contract);
      }
      result =
          running.post(
              of.datasetAddress() + "/versions" + RunningServer.query(query), file, progress);
    }
    tell(result, server);
    return result.has("version") ? 0 : Problem.Kind.INPUT.exitCode();
  }

  private int ingestFolder(
      DataVersionReference of, Path folder, String label, String message, ServerMixin server)
      throws IOException {
    try (RunningServer running = server.open()) {
      FolderDataset dataset = new FolderDataset(running, of);
      FolderDataset.Ingested done = dataset.ingest(folder, label, message, _ -> {});
      if (server.json) {
        out().println(done.version().map(JsonNode::toString).orElse("{\"isNew\":false}"));
        return 0;
      }
      if (done.scan().skippedCount() > 0) {
        out()
            .printf(
                "Left out %,d links and other things that are no files, such as %s.%n",
                done.scan().skippedCount(), Names.abbreviate(done.scan().skipped().getFirst()));
      }
      out()
          .println(
              done.version()
                  .map(version ->
                      "Published %s@%s: %,d files, of which %,d were read and %,d KiB sent."
                          .formatted(
                              of.dataset(),
                              version.path("version").asString(""),
                              version.path("files").asLong(),
                              done.scan().hashed(),
                              done.sentBytes() >> 10))
                  .orElse("Nothing is new."));
    }
    return 0;
  }

  private static void keep(RunningServer running, DataVersionReference of, Path contract)
      throws FileNotFoundException {
    running.put(of.datasetAddress() + "/contract", contract);
  }

  private static String format(Path file) {
    String name = file.getFileName().toString().toLowerCase(java.util.Locale.ROOT);
    for (String format : List.of("csv.gz", "csv", "parquet", "jsonl")) {
      if (name.endsWith("." + format)) {
        return format;
      }
    }
    throw new Problem(
            Problem.Kind.INPUT,
            "the name does not say what format the file has",
            file.toString(),
            "a name that ends in .csv, .csv.gz, .parquet or .jsonl",
            "")
        .asException();
  }

  private void tell(JsonNode result, ServerMixin server) {
    PrintWriter out = out();
    if (server.json) {
      out.println(result);
      return;
    }
    JsonNode version = result.path("version");
    out.println(
        version.isMissingNode()
            ? refused(result)
            : "Published %s@%s: %,d rows added, %,d in all."
                .formatted(
                    version.path("dataset").asString(""),
                    version.path("version").asString(""),
                    version.path("rowsAdded").asLong(),
                    version.path("rows").asLong()));
    result
        .path("rules")
        .forEach(rule -> {
          if (rule.path("outcome").asString("").equals("NOT_EXECUTABLE")) {
            out.printf(
                "Not judged: %s of %s, since %s.%n",
                rule.path("rule").asString(""),
                Names.abbreviate(rule.path("column").asString("")),
                rule.path("reason").asString(""));
          }
        });
    long rejected = result.path("rejected").asLong();
    if (rejected > 0) {
      out.printf(
          "%,d row%s rejected%s%n",
          rejected,
          rejected == 1 ? " was" : "s were",
          result.path("examples").isEmpty() ? "." : ", such as:");
      result
          .path("examples")
          .forEach(row ->
              row.path("reasons")
                  .forEach(reason -> out.println("  " + Names.abbreviate(reason.asString("")))));
    }
  }

  private static String refused(JsonNode result) {
    JsonNode batch = result.path("refused");
    return batch.isMissingNode()
        ? "No version: the file has no rows."
        : "Rejected as %s@%s: %s. Nothing of it can be read; its rows are in the quarantine."
            .formatted(
                batch.path("dataset").asString(""),
                batch.path("version").asString(""),
                result.path("reason").asString(""));
  }
}
