package dev.evenkeel.cli;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.files.FileColumns;
import dev.evenkeel.folders.Bundle;
import dev.evenkeel.folders.Checkout;
import dev.evenkeel.folders.ContentCache;
import dev.evenkeel.folders.FolderFile;
import dev.evenkeel.folders.FolderIndex;
import dev.evenkeel.folders.FolderScan;
import dev.evenkeel.folders.Manifest;
import dev.evenkeel.folders.ManifestDiff;
import dev.evenkeel.folders.ManifestText;
import dev.evenkeel.folders.WorkingCopy;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// A folder as versions of a dataset at a running server.
final class FolderDataset {
  private static final int ASKED_AT_ONCE = 2_000;
  private static final long BYTES_AT_ONCE = 64L << 20;

  private final RunningServer running;
  private final DataVersionReference of;

  FolderDataset(RunningServer running, DataVersionReference of) {
    this.running = running;
    this.of = of;
  }

  /// What became of a folder.
  ///
  /// @param version as the server tells it; empty when nothing changed since the last time
  record Ingested(FolderScan scan, long sentBytes, Optional<JsonNode> version) {}

  /// Sends what changed and publishes the folder.
  ///
  /// @param label under which each file's first folder is kept; empty for none
  Ingested ingest(Path folder, String label, String message, LongConsumer progress)
      throws IOException {
    Optional<WorkingCopy> before =
        WorkingCopy.of(folder).filter(copy -> copy.version().startsWith(of.dataset() + "@"));
    Set<String> known =
        before.stream()
            .flatMap(copy -> copy.manifest().files().stream())
            .map(FolderFile::digest)
            .collect(Collectors.toSet());
    FolderIndex index = FolderIndex.load(folder);
    FolderUpload upload = new FolderUpload(running, of.datasetAddress(), known, progress);
    FolderScan scan = FolderScan.of(folder, index, upload);
    if (before.isPresent()
        && before.get().manifest().equals(scan.manifest())
        && isThere(before.get())) {
      index.save(folder);
      return new Ingested(scan, upload.sentBytes(), Optional.empty());
    }
    JsonNode version;
    long sent = upload.sentBytes();
    try {
      version = publishAndSave(scan.manifest(), label, folder, message, index);
    } catch (ProblemException e) {
      if (e.problem().kind() != Problem.Kind.CONFLICT || known.isEmpty()) {
        throw e;
      }
      // The folder was of another server, or of a version that is gone: ask for everything.
      FolderUpload all = new FolderUpload(running, of.datasetAddress(), Set.of(), progress);
      scan = FolderScan.of(folder, index, all);
      sent += all.sentBytes();
      version = publish(scan.manifest(), label, folder, message);
    }
    new WorkingCopy(of.dataset() + "@" + version.path("version").asString(""), scan.manifest())
        .save(folder);
    return new Ingested(scan, sent, Optional.of(version));
  }

  private boolean isThere(WorkingCopy copy) {
    try {
      String number = copy.version().substring(copy.version().lastIndexOf('@') + 1);
      JsonNode there =
          running.get(new DataVersionReference(of.dataset(), "latest").versionAddress());
      return there.path("version").asString("").equals(number);
    } catch (ProblemException e) {
      return false;
    }
  }

  /// Writes the folder's index while the server is at work on its manifest.
  private JsonNode publishAndSave(
      Manifest manifest, String label, Path folder, String message, FolderIndex index)
      throws IOException {
    FutureTask<Boolean> saving =
        new FutureTask<>(() -> {
          index.save(folder);
          return true;
        });
    Thread.ofVirtual().start(saving);
    try {
      return publish(manifest, label, folder, message);
    } finally {
      saved(saving);
    }
  }

  private static void saved(FutureTask<Boolean> saving) throws IOException {
    try {
      saving.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("Cannot save a folder's index", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot save a folder's index: interrupted", e);
    }
  }

  private JsonNode publish(Manifest manifest, String label, Path folder, String message)
      throws IOException {
    Path lines = Files.createTempFile("evenkeel-manifest", ".jsonl");
    try {
      try (BufferedWriter out = Files.newBufferedWriter(lines)) {
        StringBuilder line = new StringBuilder();
        for (FolderFile file : manifest.files()) {
          int slash = label.isEmpty() ? 0 : file.path().indexOf('/');
          ManifestText.add(
              line, file, slash > 0 ? Map.of(label, file.path().substring(0, slash)) : Map.of());
          out.append(line);
          line.setLength(0);
        }
      }
      Map<String, String> query = new LinkedHashMap<>();
      query.put("message", message);
      query.put("source", String.valueOf(folder.toAbsolutePath().normalize().getFileName()));
      return running.post(of.datasetAddress() + "/manifests" + RunningServer.query(query), lines);
    } finally {
      Files.deleteIfExists(lines);
    }
  }

  /// What changed in a folder since it was ingested or laid out; nobody is asked.
  static ManifestDiff status(Path folder, WorkingCopy copy) throws IOException {
    FolderIndex index = FolderIndex.load(folder);
    FolderScan scan = FolderScan.of(folder, index, FolderScan.Listener.NONE);
    index.save(folder);
    return ManifestDiff.of(copy.manifest(), scan.manifest());
  }

  /// Lays a version out in a folder.
  ///
  /// @param number of the version
  Checkout.Result checkout(String number, Path folder, Path cache, boolean copies) {
    DataVersionReference version = new DataVersionReference(of.dataset(), number);
    Manifest manifest = manifest(version);
    ContentCache contents = new ContentCache(cache);
    List<FolderFile> some = new ArrayList<>();
    long bytes = 0;
    for (FolderFile file : Checkout.missing(manifest, contents)) {
      some.add(file);
      bytes += file.size();
      if (some.size() == ASKED_AT_ONCE || bytes >= BYTES_AT_ONCE) {
        fetch(some, contents);
        some.clear();
        bytes = 0;
      }
    }
    if (!some.isEmpty()) {
      fetch(some, contents);
    }
    return new Checkout(folder, contents, copies)
        .lay(new WorkingCopy(of.dataset() + "@" + number, manifest));
  }

  private Manifest manifest(DataVersionReference version) {
    List<FolderFile> files = new ArrayList<>();
    running.stream(
        version.versionAddress() + "/rows?format=jsonl",
        body -> {
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode file = Json.parse(line.getBytes(StandardCharsets.UTF_8), "the manifest");
            files.add(
                new FolderFile(
                    file.path(FileColumns.PATH).asString(""),
                    file.path(FileColumns.DIGEST).asString(""),
                    file.path(FileColumns.SIZE).asLong(-1)));
          }
        });
    return new Manifest(files);
  }

  private void fetch(List<FolderFile> some, ContentCache contents) {
    running.stream(
        of.datasetAddress() + "/contents/bundle",
        Map.of("digests", some.stream().map(FolderFile::digest).toList()),
        body -> Bundle.read(body, (digest, _, content) -> contents.put(digest, content)));
  }

  /// Whether a version's rows are files.
  static boolean isOfFiles(JsonNode version) {
    List<String> names = new ArrayList<>();
    version.path("columns").forEach(column -> names.add(column.path("column").asString("")));
    return names.containsAll(FileColumns.NAMES);
  }
}
