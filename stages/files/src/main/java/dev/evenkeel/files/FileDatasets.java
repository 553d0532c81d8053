package dev.evenkeel.files;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.IngestResult;
import dev.evenkeel.data.Origin;
import dev.evenkeel.data.Source;
import dev.evenkeel.folders.ManifestText;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Versions of datasets whose rows are files. Contents come first, then the manifest that names
/// them, so a version never lacks one.
public final class FileDatasets {
  private static final String CONTRACT_VERSION = "1.0.0";

  private final Datasets datasets;
  private final Contents contents;

  public FileDatasets(Datasets datasets, Contents contents) {
    this.datasets = datasets;
    this.contents = contents;
  }

  /// What is to become the next version.
  ///
  /// @param manifest JSON lines with `path`, `digest`, `size` and labels
  /// @param at business time
  public record Listing(
      String dataset, InputStream manifest, Instant at, String message, Origin origin) {}

  /// Publishes a manifest as the next version, in the place of the one before.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFLICT` when contents are missing
  public IngestResult publish(Listing listing) {
    Names.check("dataset", listing.dataset());
    Path lines = scratch(".jsonl");
    Path rows = scratch(".parquet");
    try {
      Set<String> labels = new LinkedHashSet<>();
      long gone = contents.gone();
      receive(listing, lines, labels);
      Ingest ingest =
          new Ingest(
                  listing.dataset(),
                  contract(listing.dataset(), labels),
                  new Source.File(datasets.columnar(lines, rows)),
                  listing.at(),
                  listing.message())
              .from(listing.origin())
              .overwriting();
      return datasets.alone(
          listing.dataset(),
          () -> {
            // No cleaning begins from here on until the version is there; one that came between
            // may have taken what was there when the lines were read.
            if (contents.gone() != gone) {
              demandThere(listing.dataset(), lines);
            }
            return datasets.ingest(ingest);
          });
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the manifest could not be received: the client hung up or the disk is full",
              "nothing was stored; send it again")
          .asException(e);
    } finally {
      delete(lines);
      delete(rows);
    }
  }

  /// Keeps the lines aside and asks for their contents, some at a time.
  private void receive(Listing listing, Path lines, Set<String> labels) throws IOException {
    List<String> asked = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    try (BufferedWriter out = Files.newBufferedWriter(lines)) {
      new ManifestLines(listing.manifest())
          .forEach(line -> {
            labels.addAll(line.labels().keySet());
            asked.add(line.file().digest());
            if (asked.size() == Contents.ASKED_MAX) {
              demandThere(listing.dataset(), asked);
              asked.clear();
            }
            ManifestText.add(text, line.file(), line.labels());
            out.append(text);
            text.setLength(0);
          });
    }
    demandThere(listing.dataset(), asked);
  }

  private void demandThere(String dataset, Path lines) {
    List<String> asked = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(lines)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        asked.add(Json.mapper().readTree(line).path(FileColumns.DIGEST).asString(""));
        if (asked.size() == Contents.ASKED_MAX) {
          demandThere(dataset, asked);
          asked.clear();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    demandThere(dataset, asked);
  }

  private void demandThere(String dataset, List<String> digests) {
    List<String> missing = contents.missing(dataset, digests);
    if (!missing.isEmpty()) {
      throw new Problem(
              Problem.Kind.CONFLICT,
              "%,d of the manifest's contents are not there, such as %s"
                  .formatted(missing.size(), missing.getFirst()),
              "",
              "contents that were sent before",
              "send them, then the manifest again")
          .asException();
    }
  }

  private static Contract contract(String dataset, Set<String> labels) {
    List<Property> columns = new ArrayList<>(FileColumns.OURS);
    labels.forEach(label -> columns.add(Property.of(label, LogicalType.STRING, false)));
    return new Contract(
        dataset, CONTRACT_VERSION, "", "Files by path, with their digests.", dataset, columns);
  }

  private static Path scratch(String suffix) {
    try {
      return Files.createTempFile("evenkeel-manifest", suffix);
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "no file for the manifest can be made",
              "free some space in the folder for temporary files")
          .asException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The machine empties its folder for temporary files by itself.
    }
  }
}
