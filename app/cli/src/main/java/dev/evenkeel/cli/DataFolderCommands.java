package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.folders.FolderFile;
import dev.evenkeel.folders.ManifestDiff;
import dev.evenkeel.folders.WorkingCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// What is done with folders: parts of `evenkeel data`.
abstract class DataFolderCommands {
  private static final int SHOWN_MAX = 20;

  @Spec CommandSpec spec;

  DataFolderCommands() {
    spec = CommandSpec.create();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Where contents are kept on this machine, beside those of other programs.
  static Path cache() {
    String given = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
    return caches.resolve("evenkeel").resolve("contents");
  }

  @Command(
      name = "status",
      description = {
        "Says what changed in a folder since it was ingested or checked out. Asks no server, and",
        "reads only files that look changed."
      },
      mixinStandardHelpOptions = true)
  int status(
      @Parameters(
              arity = "0..1",
              defaultValue = ".",
              paramLabel = "DIR",
              description = "The folder.")
          Path folder,
      @Option(names = "--json", description = "Write JSON.") boolean isJson)
      throws IOException {
    Optional<WorkingCopy> copy = WorkingCopy.of(folder);
    if (copy.isEmpty()) {
      throw new Problem(
              Problem.Kind.NOT_FOUND,
              "the folder is of no dataset yet",
              folder.toString(),
              "a folder that was ingested or checked out",
              "ingest it: evenkeel data ingest DATASET DIR")
          .asException();
    }
    ManifestDiff diff = FolderDataset.status(folder, copy.get());
    if (isJson) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("version", copy.get().version());
      json.put("added", diff.added().stream().map(FolderFile::path).toList());
      json.put("changed", diff.changed().stream().map(change -> change.after().path()).toList());
      json.put("removed", diff.removed().stream().map(FolderFile::path).toList());
      json.put(
          "moved",
          diff.moved().stream()
              .map(move -> Map.of("from", move.before().path(), "to", move.after().path()))
              .toList());
      json.put("unchanged", diff.unchanged());
      out().println(Json.text(json));
      return 0;
    }
    diff.added().stream()
        .limit(SHOWN_MAX)
        .forEach(file -> out().println("added    " + file.path()));
    diff.changed().stream()
        .limit(SHOWN_MAX)
        .forEach(change -> out().println("changed  " + change.after().path()));
    diff.removed().stream()
        .limit(SHOWN_MAX)
        .forEach(file -> out().println("removed  " + file.path()));
    diff.moved().stream()
        .limit(SHOWN_MAX)
        .forEach(move ->
            out().println("moved    " + move.before().path() + " → " + move.after().path()));
    out()
        .printf(
            "%s: %,d added, %,d changed, %,d removed, %,d moved, %,d as they were.%n",
            copy.get().version(),
            diff.added().size(),
            diff.changed().size(),
            diff.removed().size(),
            diff.moved().size(),
            diff.unchanged());
    return 0;
  }
}
