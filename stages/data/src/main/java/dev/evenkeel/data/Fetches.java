package dev.evenkeel.data;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.sources.Fetched;
import dev.evenkeel.sources.SourceRequest;
import dev.evenkeel.sources.Sources;
import dev.evenkeel.sources.Surroundings;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes in what a source has that a dataset has not: by the watermark that the newest version from
/// the same source keeps, so a fetch that is repeated adds nothing twice.
public final class Fetches {
  private static final int VERSIONS_LOOKED_AT = 1_000;

  private final Datasets datasets;
  private final Sources sources;
  private final Surroundings surroundings;
  // From the watermark that is read to the version that keeps the next one.
  private final Locks fetching = new Locks();

  /// @param surroundings what a fetch may use; each has a folder of its own
  public Fetches(Datasets datasets, Sources sources, Surroundings surroundings) {
    this.datasets = datasets;
    this.sources = sources;
    this.surroundings = surroundings;
  }

  /// A fetch.
  ///
  /// @param watermark column by which new rows are told from known ones; empty to take all
  /// @param overwrites whether the rows take the place of those that are there
  /// @param at business time
  /// @param run of a pipeline that fetches; what it has fetched under the same message it is
  ///   answered with again
  public record Fetch(
      String dataset,
      String address,
      String query,
      String watermark,
      boolean overwrites,
      Instant at,
      String message,
      Optional<String> run) {
    /// A fetch that no run of a pipeline makes.
    public Fetch(
        String dataset,
        String address,
        String query,
        String watermark,
        boolean overwrites,
        Instant at,
        String message) {
      this(dataset, address, query, watermark, overwrites, at, message, Optional.empty());
    }
  }

  /// Fetches and ingests; empty when the source has nothing new.
  ///
  /// @throws dev.evenkeel.base.ProblemException when the dataset has no contract, or the source
  ///   cannot be read
  public Optional<IngestResult> fetch(Fetch fetch) {
    String dataset = Names.check("dataset", fetch.dataset());
    datasets.demandEditor(dataset);
    BatchContract contract = datasets.demandContract(dataset);
    return fetching.locked(dataset, () -> earlier(fetch).or(() -> fetchAlone(fetch, contract)));
  }

  /// What the same run has fetched before a crash: a source that tells no new rows from known ones
  /// would give them twice, and one that does would seem to have had none.
  private Optional<IngestResult> earlier(Fetch fetch) {
    return fetch
        .run()
        .flatMap(run ->
            datasets.versions(fetch.dataset(), Integer.MAX_VALUE, VERSIONS_LOOKED_AT).stream()
                .filter(version -> version.origin().pipelineRun().equals(run))
                .filter(version -> version.message().equals(fetch.message()))
                .findFirst())
        .map(version ->
            new IngestResult(
                Optional.of(version), Optional.empty(), List.of(), version.rejected(), List.of()));
  }

  private Optional<IngestResult> fetchAlone(Fetch fetch, BatchContract contract) {
    int newest = newest(fetch.dataset());
    String after = fetch.overwrites() ? "" : after(fetch);
    SourceRequest request =
        new SourceRequest(fetch.address(), fetch.query(), fetch.watermark(), after);
    try (Scratch scratch = Scratch.in(datasets.scratch())) {
      Fetched fetched = sources.fetch(request, surroundings.into(scratch.folder()));
      if (fetched.files().isEmpty()) {
        return Optional.empty();
      }
      Ingest ingest = ingest(fetch, contract, fetched, scratch.folder());
      return Optional.of(
          datasets.ingest(
              key(fetch, request, fetched, newest).map(ingest::withKey).orElse(ingest)));
    }
  }

  private Ingest ingest(Fetch fetch, BatchContract contract, Fetched fetched, Path folder) {
    Ingest ingest =
        new Ingest(
                fetch.dataset(),
                contract,
                new Source.File(whole(fetched.files(), folder)),
                fetch.at(),
                fetch.message())
            .from(
                new Origin(
                    fetch.address(),
                    fetch.query(),
                    mark(fetch, fetched),
                    fetch.run().orElse(""),
                    ""));
    return fetch.overwrites() ? ingest.overwriting() : ingest;
  }

  private static Optional<String> key(
      Fetch fetch, SourceRequest request, Fetched fetched, int newest) {
    return fetch.overwrites() || fetched.watermark().isEmpty()
        ? fetch.run().map(run -> Digests.of(run + "\n" + fetch.message()))
        : Optional.of(key(request, fetched.watermark(), newest));
  }

  /// Two servers on one database that fetch at once find the same rows; the second is answered by
  /// the version of the first.
  private static String key(SourceRequest request, String watermark, int newest) {
    return Digests.of(
        String.join(
            "\n",
            request.address(),
            request.query(),
            request.watermark(),
            request.after(),
            watermark,
            String.valueOf(newest)));
  }

  private int newest(String dataset) {
    return datasets.newest(dataset).map(DatasetVersion::number).orElse(0);
  }

  /// One file is taken as it is; several become one, by the names of their columns.
  private Path whole(List<TableFile> files, Path folder) {
    List<Path> readable = new ArrayList<>(files.size());
    for (TableFile file : files) {
      Path columnar = folder.resolve("lines-%05d.parquet".formatted(readable.size()));
      readable.add(
          file.format() == TableFile.Format.JSON_LINES
              ? datasets.columnar(file.path(), columnar)
              : file.path());
    }
    if (readable.size() == 1) {
      return readable.getFirst();
    }
    Path whole = folder.resolve("whole.parquet");
    datasets.join(readable, whole);
    return whole;
  }

  /// With its column, so that a fetch by another one begins anew.
  private static String mark(Fetch fetch, Fetched fetched) {
    return fetched.watermark().isEmpty() ? "" : fetch.watermark() + "\n" + fetched.watermark();
  }

  /// Where the last fetch ended, as long as its rows are still there.
  private String after(Fetch fetch) {
    String column = fetch.watermark() + "\n";
    if (fetch.watermark().isEmpty()) {
      return "";
    }
    for (DatasetVersion version :
        datasets.versions(fetch.dataset(), Integer.MAX_VALUE, VERSIONS_LOOKED_AT)) {
      Origin origin = version.origin();
      if (origin.uri().equals(fetch.address())
          && origin.query().equals(fetch.query())
          && origin.watermark().startsWith(column)) {
        return origin.watermark().substring(column.length());
      }
      if (version.operation() == Operation.OVERWRITE) {
        return "";
      }
      if (version.operation() == Operation.ROLLBACK) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "dataset `%s` was rolled back since the last fetch, so nobody knows which rows are"
                        .formatted(fetch.dataset())
                    + " there",
                "fetch all rows in the place of those that are there")
            .asException();
      }
    }
    return "";
  }
}
