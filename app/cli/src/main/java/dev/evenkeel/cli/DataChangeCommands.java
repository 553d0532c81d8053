package dev.evenkeel.cli;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// What changes datasets: parts of `evenkeel data`.
abstract class DataChangeCommands extends DataIngestCommands {
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
      name = "evolve",
      description = "Makes a new version with columns that were renamed or added.",
      mixinStandardHelpOptions = true)
  int evolve(
      @Parameters(index = "0", paramLabel = "DATASET", description = "Name of the dataset.")
          String dataset,
      @Option(
              names = "--rename",
              paramLabel = "OLD=NEW",
              description = "A column's new name; repeat it for several.")
          Map<String, String> renamed,
      @Option(
              names = "--add",
              paramLabel = "NAME=TYPE",
              description = "A new column, missing in the rows that are there.")
          Map<String, String> added,
      @Mixin MessageMixin why,
      @Mixin ServerMixin server) {
    DataVersionReference of = new DataVersionReference(Names.check("dataset", dataset), "");
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("rename", renamed == null ? Map.of() : renamed);
    body.put("add", added == null ? Map.of() : added);
    body.put("message", why.message);
    try (RunningServer running = server.open()) {
      made(running.post(of.datasetAddress() + "/evolve", body), server);
    }
    return 0;
  }

  @Command(
      name = "rollback",
      description = "Makes a new version equal to an earlier one.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Parameters(paramLabel = "NAME@V", description = "The earlier version.") String reference,
      @Mixin MessageMixin why,
      @Mixin ServerMixin server) {
    DataVersionReference of = version(reference);
    try (RunningServer running = server.open()) {
      made(
          running.post(
              of.datasetAddress() + "/rollback",
              Map.of("to", of.version(), "message", why.message)),
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
