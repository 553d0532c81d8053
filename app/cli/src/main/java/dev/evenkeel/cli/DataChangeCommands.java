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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// What changes datasets: parts of `evenkeel data`.
abstract class DataChangeCommands {
  @Spec CommandSpec spec;

  DataChangeCommands() {
    spec = CommandSpec.create();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  @Command(
      name = "ingest",
      description = "Sends a file as the next version of a dataset, checked by its contract.",
      mixinStandardHelpOptions = true)
  int ingest(
      @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
          String dataset,
      @Parameters(
              index = "1",
              paramLabel = "FILE",
              description = "A .csv, .csv.gz, .parquet or .jsonl file.")
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
      @Option(
              names = "--message",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "Why, in plain words.")
          String message,
      @Option(
              names = "--at",
              defaultValue = "",
              paramLabel = "TIME",
              description = "Business time, as 2026-05-01T00:00Z (default: now).")
          String at,
      @Mixin ServerMixin server)
      throws IOException {
    DataVersionReference of = new DataVersionReference(Names.check("dataset", dataset), "");
    if (!Files.isRegularFile(file)) {
      throw new Problem(
              Problem.Kind.NOT_FOUND, "file does not exist", file.toString(), "a file", "")
          .asException();
    }
    Map<String, String> query = new LinkedHashMap<>();
    query.put("format", format(file));
    query.put("mode", overwrite ? "overwrite" : "");
    query.put("message", message);
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
            ? "No version: no row was good."
            : "Published %s@%s: %,d rows added, %,d in all."
                .formatted(
                    version.path("dataset").asString(""),
                    version.path("version").asString(""),
                    version.path("rowsAdded").asLong(),
                    version.path("rows").asLong()));
    long rejected = result.path("rejected").asLong();
    if (rejected > 0) {
      out.printf("%,d rows were rejected, such as:%n", rejected);
      result
          .path("examples")
          .forEach(row ->
              row.path("reasons")
                  .forEach(reason -> out.println("  " + Names.abbreviate(reason.asString("")))));
    }
  }

  @Command(
      name = "tag",
      description = "Sets tags of a dataset or version, or removes them.",
      mixinStandardHelpOptions = true)
  int tag(
      @Parameters(index = "0", paramLabel = "NAME[@V]", description = "Dataset or version.")
          String reference,
      @Parameters(
              index = "1..*",
              arity = "1..*",
              paramLabel = "KEY=VALUE",
              description = "Tags to set; KEY= without a value removes one.")
          List<String> tags,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(reference);
    String place = of.namesVersion() ? of.versionAddress() : of.datasetAddress();
    try (RunningServer running = server.open()) {
      for (String tag : tags) {
        int equals = tag.indexOf('=');
        if (equals < 1) {
          throw new ParameterException(spec.commandLine(), "a tag is written KEY=VALUE");
        }
        String address = place + "/tags/" + RunningServer.part(tag.substring(0, equals));
        String value = tag.substring(equals + 1);
        if (value.isEmpty()) {
          running.delete(address);
        } else {
          running.put(address, Map.of("value", value));
        }
      }
      answer(running.get(place), server, "Tagged %s.".formatted(reference));
    }
    return 0;
  }

  @Command(
      name = "alias",
      description = "Lets an alias point at a version, or at nothing.",
      mixinStandardHelpOptions = true)
  int alias(
      @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
          String dataset,
      @Parameters(index = "1", paramLabel = "ALIAS", description = "As in approved.") String alias,
      @Parameters(
              index = "2",
              arity = "0..1",
              defaultValue = "",
              paramLabel = "VERSION",
              description = "As in 3.")
          String version,
      @Option(names = "--delete", description = "Lets it point at nothing.") boolean delete,
      @Mixin ServerMixin server) {
    if (delete == !version.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name a version, or say --delete: one of both");
    }
    DataVersionReference of = DataVersionReference.read(dataset);
    String address = of.datasetAddress() + "/aliases/" + RunningServer.part(alias);
    try (RunningServer running = server.open()) {
      JsonNode moved =
          delete ? running.delete(address) : running.put(address, Map.of("version", version));
      answer(
          moved,
          server,
          "%s of %s points at %s now.".formatted(alias, dataset, delete ? "nothing" : version));
    }
    return 0;
  }

  @Command(
      name = "rollback",
      description = "Makes a new version equal to an earlier one.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Parameters(paramLabel = "NAME@V", description = "The earlier version.") String reference,
      @Option(
              names = "--message",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "Why, in plain words.")
          String message,
      @Mixin ServerMixin server) {
    DataVersionReference of = version(reference);
    try (RunningServer running = server.open()) {
      made(
          running.post(
              of.datasetAddress() + "/rollback", Map.of("to", of.version(), "message", message)),
          server);
    }
    return 0;
  }

  private static DataVersionReference version(String reference) {
    DataVersionReference of = DataVersionReference.read(reference);
    if (!of.namesVersion()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` names no version".formatted(Names.abbreviate(reference)),
              "",
              "as in sales@7",
              "")
          .asException();
    }
    return of;
  }

  @Command(
      name = "compact",
      description = "Writes the rows of many small files into few large ones.",
      mixinStandardHelpOptions = true)
  int compact(
      @Parameters(paramLabel = "DATASET", description = "Name of the dataset.") String dataset,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(dataset);
    try (RunningServer running = server.open()) {
      made(running.post(of.datasetAddress() + "/compact", Map.of()), server);
    }
    return 0;
  }

  private void made(JsonNode version, ServerMixin server) {
    answer(
        version,
        server,
        version.has("version")
            ? "Published %s@%s: %,d rows in %s files."
                .formatted(
                    version.path("dataset").asString(""),
                    version.path("version").asString(""),
                    version.path("rows").asLong(),
                    version.path("files").asString(""))
            : "There is nothing to gain.");
  }

  @Command(
      name = "verify",
      description = "Compares every file of a version with what was written.",
      mixinStandardHelpOptions = true)
  int verify(
      @Parameters(paramLabel = "NAME[@V]", description = "The version (default: the newest).")
          String reference,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(reference);
    try (RunningServer running = server.open()) {
      JsonNode result = running.post(of.versionAddress() + "/verify", Map.of());
      boolean intact = result.path("intact").asBoolean();
      if (server.json) {
        out().println(result);
      } else {
        TextTable table = new TextTable("FILE", "STATE");
        result
            .path("files")
            .forEach(
                file -> table.add(file.path("name").asString(""), file.path("state").asString("")));
        table.print(out());
        out().println(intact ? "All files are as they were written." : "Files are damaged.");
      }
      return intact ? 0 : Problem.Kind.ENVIRONMENT.exitCode();
    }
  }

  @Command(
      name = "delete",
      description = "Deletes a version that nothing refers to.",
      mixinStandardHelpOptions = true)
  int delete(
      @Parameters(paramLabel = "NAME@V", description = "The version.") String reference,
      @Option(
              names = "--reason",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "Why, in plain words; kept in the audit log.")
          String reason,
      @Mixin ServerMixin server) {
    DataVersionReference of = version(reference);
    try (RunningServer running = server.open()) {
      answer(
          running.delete(of.versionAddress() + RunningServer.query(Map.of("reason", reason))),
          server,
          "Deleted %s; a cleaning frees its files.".formatted(reference));
    }
    return 0;
  }

  @Command(
      name = "forget",
      description = "Takes all rows of somebody out of a dataset and its versions, for good.",
      mixinStandardHelpOptions = true)
  int forget(
      @Parameters(paramLabel = "DATASET", description = "Name of the dataset.") String dataset,
      @Option(
              names = "--key",
              required = true,
              paramLabel = "VALUE",
              description = "What names them.")
          String key,
      @Option(
              names = "--column",
              defaultValue = "",
              paramLabel = "COLUMN",
              description = "Where it stands (default: the contract's unique column).")
          String column,
      @Option(
              names = "--reason",
              defaultValue = "",
              paramLabel = "TEXT",
              description = "Why, in plain words; kept in the audit log.")
          String reason,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(dataset);
    try (RunningServer running = server.open()) {
      JsonNode gone =
          running.post(
              of.datasetAddress() + "/forget",
              Map.of("key", key, "column", column, "reason", reason));
      answer(
          gone,
          server,
          "%,d rows taken out, %d versions expired, %d files deleted."
              .formatted(
                  gone.path("rows").asLong(),
                  gone.path("expired").size(),
                  gone.path("filesDeleted").asInt()));
    }
    return 0;
  }

  void answer(JsonNode json, ServerMixin server, String text) {
    out().println(server.json ? json.toString() : text);
  }
}
