package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.folders.Checkout;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The datasets of a running server.
@Command(
    name = "data",
    description = "Ingests, shows and changes the datasets of a running server.",
    mixinStandardHelpOptions = true)
final class DataCommand extends DataChangeCommands implements Runnable {
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "ingest, fetch, list, show, history, diff, checkout, status, tag, alias, rollback, evolve, compact, verify, forget,"
            + " delete or quarantine?");
  }

  @Command(name = "list", description = "Lists datasets by name.", mixinStandardHelpOptions = true)
  int list(
      @Option(
              names = "--limit",
              defaultValue = "1000",
              paramLabel = "N",
              description = "At most so many (default: ${DEFAULT-VALUE}).")
          int limit,
      @Mixin ServerMixin server) {
    try (RunningServer running = server.open()) {
      RegistryPage page = RegistryPage.read(running, "api/v1/datasets", "datasets", limit);
      if (server.json) {
        out().println(page.json());
        return 0;
      }
      new DataText(out()).datasets(page.items());
      tellMore(page);
    }
    return 0;
  }

  private void tellMore(RegistryPage page) {
    if (page.hasMore()) {
      out().println("There are more: --limit N");
    }
  }

  @Command(
      name = "show",
      description = "Shows a dataset's versions, or all that is known of a version.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(
              paramLabel = "NAME[@V]",
              description = "A dataset, or a version: number, alias, tag, latest or a time.")
          String reference,
      @Option(
              names = "--limit",
              defaultValue = "100",
              paramLabel = "N",
              description = "At most so many versions (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(
              names = "--contract",
              description = "Prints the contract under which the version was published.")
          boolean isContract,
      @Mixin UnmaskedMixin values,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(reference);
    try (RunningServer running = server.open()) {
      if (isContract) {
        byte[] contract = running.bytes(of.versionAddress() + "/contract");
        out().print(new String(contract, java.nio.charset.StandardCharsets.UTF_8));
        return 0;
      }
      if (of.namesVersion()) {
        JsonNode version = running.get(of.versionAddress() + RunningServer.query(values.query()));
        if (server.json) {
          out().println(version);
        } else {
          new DataText(out()).version(version);
        }
        return 0;
      }
      RegistryPage page =
          RegistryPage.read(running, of.datasetAddress() + "/versions", "versions", limit);
      if (server.json) {
        out().println(page.json());
        return 0;
      }
      new DataText(out()).versions(page.items());
      tellMore(page);
    }
    return 0;
  }

  @Command(
      name = "history",
      description = {
        "Shows what each batch of a dataset brought, and what of it is far from the batches before:",
        "rows and missing values."
      },
      mixinStandardHelpOptions = true)
  int history(
      @Parameters(paramLabel = "NAME", description = "The dataset.") String name,
      @Option(
              names = "--limit",
              defaultValue = "30",
              paramLabel = "N",
              description = "At most so many versions (default: ${DEFAULT-VALUE}).")
          int limit,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(name);
    try (RunningServer running = server.open()) {
      RegistryPage page =
          RegistryPage.read(running, of.datasetAddress() + "/history", "history", limit);
      if (server.json) {
        out().println(page.json());
        return 0;
      }
      DataHistoryText.print(page.items(), out());
      tellMore(page);
    }
    return 0;
  }

  @Command(
      name = "diff",
      description = "Shows what differs between two versions of a dataset.",
      mixinStandardHelpOptions = true)
  int diff(
      @Parameters(index = "0", paramLabel = "NAME@V", description = "The earlier version.")
          String from,
      @Parameters(
              index = "1",
              arity = "0..1",
              defaultValue = "latest",
              paramLabel = "V",
              description = "The later one, as in 8 (default: ${DEFAULT-VALUE}).")
          String to,
      @Option(names = "--rows", description = "Compares the rows one by one.") boolean rows,
      @Option(
              names = "--key",
              defaultValue = "",
              paramLabel = "COLUMN",
              description = "Compares the rows by a column that tells them apart.")
          String key,
      @Mixin UnmaskedMixin values,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(from);
    if (!of.namesVersion()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` names no version".formatted(Names.abbreviate(from)),
              "",
              "as in sales@7",
              "")
          .asException();
    }
    Map<String, String> query = new LinkedHashMap<>(values.query());
    query.put("from", of.version());
    query.put("to", to.substring(to.indexOf('@') + 1));
    query.put("rows", rows ? "true" : "");
    query.put("key", key);
    try (RunningServer running = server.open()) {
      JsonNode diff = running.get(of.datasetAddress() + "/diff" + RunningServer.query(query));
      if (server.json) {
        out().println(diff);
      } else {
        new DataText(out()).diff(diff);
      }
    }
    return 0;
  }

  @Command(
      name = "checkout",
      description = {
        "Writes the rows of a version into a folder, as Parquet or CSV. Of a dataset of files it",
        "lays the files out, by hard links to a cache, and never over what somebody changed."
      },
      mixinStandardHelpOptions = true)
  int checkout(
      @Parameters(paramLabel = "NAME[@V]", description = "The version (default: the newest).")
          String reference,
      @Option(names = "--to", required = true, paramLabel = "DIR", description = "The folder.")
          Path folder,
      @Option(
              names = "--format",
              defaultValue = "parquet",
              description = "parquet or csv (default: ${DEFAULT-VALUE}).")
          String format,
      @Option(
              names = "--copy",
              description = "Of files: copies that may be edited, in place of links.")
          boolean copies,
      @Mixin ServerMixin server)
      throws java.io.IOException {
    DataVersionReference of = DataVersionReference.read(reference);
    try (RunningServer running = server.open()) {
      // The number first: what `latest` means may change meanwhile.
      JsonNode version = running.get(of.versionAddress());
      String number = version.path("version").asString("");
      if (FolderDataset.isOfFiles(version)) {
        Checkout.Result done =
            new FolderDataset(running, of).checkout(number, folder, cache(), copies);
        out()
            .printf(
                "%s@%s in %s: %,d files written, %,d removed, %,d as they were.%n",
                of.dataset(), number, folder, done.written(), done.removed(), done.kept());
        return 0;
      }
      DataVersionReference pinned = new DataVersionReference(of.dataset(), number);
      Files.createDirectories(folder);
      Path file = folder.resolve("%s@%s.%s".formatted(of.dataset(), number, format));
      running.download(
          pinned.versionAddress() + "/rows" + RunningServer.query(Map.of("format", format)), file);
      if (server.json) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", of.dataset() + "@" + number);
        json.put("digest", version.path("digest").asString(""));
        json.put("file", file.toString());
        out().println(Json.text(json));
      } else {
        out()
            .printf(
                "%s rows of %s@%s in %s%n",
                version.path("rows").asString(""), of.dataset(), number, file);
      }
    }
    return 0;
  }

  @Command(
      name = "quarantine",
      description = "Shows the rejected rows of a version's batch, with their reasons.",
      mixinStandardHelpOptions = true)
  int quarantine(
      @Parameters(paramLabel = "NAME[@V]", description = "The version (default: the newest).")
          String reference,
      @Option(
              names = "--limit",
              defaultValue = "20",
              paramLabel = "N",
              description = "At most so many, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(
              names = "--after",
              defaultValue = "0",
              paramLabel = "N",
              description = "Leave out the first so many.")
          int after,
      @Mixin UnmaskedMixin values,
      @Mixin ServerMixin server) {
    DataVersionReference of = DataVersionReference.read(reference);
    try (RunningServer running = server.open()) {
      JsonNode page =
          running.get(
              of.versionAddress()
                  + "/quarantine?limit=%d&unmasked=%s%s"
                      .formatted(limit, values.isUnmasked, after == 0 ? "" : "&after=" + after));
      PrintWriter out = out();
      if (server.json) {
        out.println(page);
        return 0;
      }
      out.printf("%,d rows were rejected.%n", page.path("rejected").asLong());
      page.path("rows")
          .forEach(row -> {
            out.println(Names.abbreviate(row.path("values").toString()));
            List<JsonNode> reasons = row.path("reasons").valueStream().toList();
            reasons.forEach(reason -> out.println("  " + Names.abbreviate(reason.asString(""))));
          });
    }
    return 0;
  }
}
