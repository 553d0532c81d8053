package dev.evenkeel.data;

import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Frames;
import dev.evenkeel.tables.Frames.Selected;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.apache.iceberg.types.Types;

/// Takes batches in under their contract, and reads any version back.
///
/// A batch becomes a version in four steps, each of which a crash may follow: the Parquet file, the
/// row in state STAGED, Iceberg's commit of file and tag together, the row in state PUBLISHED. The
/// next start finishes or drops what a crash left, by whether the tag is there.
public final class Datasets implements AutoCloseable {
  private static final int EXAMPLES_MAX = 5;

  private final VersionRows rows;
  private final IcebergTables tables;
  private final DuckDb duck;
  private final Quarantine quarantine;
  private Consumer<PublishStep> afterStep = _ -> {};
  // The engine has one connection, and version numbers must not race.
  private final ReentrantLock lock = new ReentrantLock();

  private Datasets(
      Database database, BlobStore blobs, IcebergTables tables, DuckDb duck, Path scratch) {
    this.rows = new VersionRows(database);
    this.tables = tables;
    this.duck = duck;
    this.quarantine = new Quarantine(duck, blobs, scratch);
  }

  /// Opens the datasets of a home and finishes what a crash left.
  ///
  /// @param root folder for the warehouse and for scratch files
  public static Datasets open(
      Database database, BlobStore blobs, Path root, CatalogAddress catalog) {
    try {
      Path warehouse = Files.createDirectories(root.resolve("warehouse"));
      Path scratch = Files.createDirectories(root.resolve("scratch"));
      empty(scratch);
      Datasets datasets =
          new Datasets(
              database, blobs, new IcebergTables(catalog, warehouse), new DuckDb(scratch), scratch);
      datasets.reconcile();
      return datasets;
    } catch (IOException e) {
      throw new Problem(
              Problem.Kind.ENVIRONMENT,
              "the folder for datasets cannot be written",
              root.toString(),
              "a folder that can be written",
              "check its rights and the free space")
          .asException(e);
    }
  }

  /// Opens a file with times, for as long as the datasets are open.
  public History history(Path file, String timeColumn, String format) {
    return locked(() -> History.open(duck, lock, file, timeColumn, format));
  }

  /// How the times of a file's column are written; empty when no way of writing that we know reads
  /// most of them.
  public Optional<TimeFormat> timeFormat(Path file, String column) {
    return locked(() -> TimeFormat.of(duck, file, column));
  }

  /// Checks a batch, sets its bad rows aside and publishes the rest as the next version.
  public IngestResult ingest(Ingest ingest) {
    Names.check("dataset", ingest.dataset());
    rows.demandEditor(ingest.dataset());
    return locked(() -> {
      try (SourceRelation source = SourceRelation.of(duck, ingest);
          Staging staging = source.stage(ingest.contract())) {
        return publish(ingest, staging);
      }
    });
  }

  private IngestResult publish(Ingest ingest, Staging staging) {
    List<IngestResult.RuleResult> results = staging.results();
    Staging.Counts counts = staging.counts();
    List<QuarantinedRow> examples = counts.bad() == 0 ? List.of() : staging.examples(EXAMPLES_MAX);
    if (counts.good() == 0) {
      return new IngestResult(Optional.empty(), results, counts.bad(), examples);
    }
    String rejected = counts.bad() == 0 ? null : quarantine.keep(staging);
    Table table = onDisk(() -> tables.open(ingest.dataset(), ingest.contract()));
    String location = IcebergTables.newFile(table);
    Optional<DatasetVersion> version;
    try {
      WrittenFile file = write(staging, table, location);
      int number =
          rows.stage(
              new VersionRows.Staged(ingest, location, file, counts.bad(), rejected, results));
      afterStep.accept(PublishStep.STAGED);
      long snapshot = commit(ingest, table, number, location, file);
      afterStep.accept(PublishStep.COMMITTED);
      rows.publish(ingest.dataset(), number, snapshot);
      version = rows.version(ingest.dataset(), number);
    } catch (RuntimeException e) {
      version = settleAfter(e, ingest.dataset(), location);
    }
    return new IngestResult(version, results, counts.bad(), examples);
  }

  private WrittenFile write(Staging staging, Table table, String location) {
    Path path = tables.local(location);
    createParent(path);
    WrittenFile file = staging.writeGood(table, path);
    afterStep.accept(PublishStep.WRITTEN);
    return file;
  }

  private long commit(Ingest ingest, Table table, int number, String location, WrittenFile file) {
    Map<String, String> summary =
        Map.of(
            "evenkeel.version", String.valueOf(number),
            "evenkeel.digest", file.digest(),
            "evenkeel.contract", ingest.contract().toString());
    return onDisk(() -> tables.publish(table, tag(number), location, file, summary));
  }

  /// Whether a failed commit took place may be unknown; the tag tells. What cannot be settled now,
  /// the next start settles.
  private Optional<DatasetVersion> settleAfter(
      RuntimeException failure, String dataset, String location) {
    try {
      Optional<DataDatasetVersionRecord> row = rows.of(location);
      if (row.isEmpty()) {
        tables.delete(location);
      } else {
        settle(row.get());
        Optional<DatasetVersion> published = rows.version(dataset, row.get().getNumber());
        if (published.isPresent()) {
          return published;
        }
      }
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }

  private static <T> T onDisk(Supplier<T> work) {
    try {
      return work.get();
    } catch (UncheckedIOException | UncheckedSQLException e) {
      throw unwritable(e);
    }
  }

  /// The newest version of a dataset.
  public Optional<DatasetVersion> newest(String dataset) {
    return rows.published(dataset, Integer.MAX_VALUE, 1).stream().findFirst();
  }

  /// A version by its number.
  public Optional<DatasetVersion> version(String dataset, int number) {
    return rows.version(dataset, number);
  }

  /// Versions of a dataset, newest first.
  ///
  /// @param before only numbers below it; `Integer.MAX_VALUE` for the first page
  public List<DatasetVersion> versions(String dataset, int before, int limit) {
    return rows.published(dataset, before, limit);
  }

  /// The rows of a version within a stretch of time, always in the same order.
  ///
  /// @param timeColumn a date or timestamp
  /// @param from inclusive
  /// @param to exclusive
  public Frame read(
      DatasetVersion version, List<String> columns, String timeColumn, Instant from, Instant to) {
    return locked(() -> {
      Table table = table(version);
      List<Selected> selected =
          columns.stream()
              .map(column -> new Selected(column, type(field(table, column)), DuckDb.name(column)))
              .toList();
      Set<String> needed = new LinkedHashSet<>(columns);
      needed.add(timeColumn);
      String time = "epoch_us(cast(%s as timestamptz))".formatted(DuckDb.name(timeColumn));
      return Frames.read(
          duck,
          selected,
          "from %s where %s >= %d and %s < %d"
              .formatted(
                  relation(version, table, needed), time, Micros.of(from), time, Micros.of(to)));
    });
  }

  /// What the columns of a version are; a row may lack any of them.
  public List<Property> columns(DatasetVersion version) {
    return locked(() ->
        table(version).schema().columns().stream()
            .map(field -> Property.of(field.name(), type(field), false))
            .toList());
  }

  /// Writes all rows of a version into a Parquet file, in the order in which they are read.
  public void export(DatasetVersion version, Path file) {
    locked(() -> {
      Table table = table(version);
      List<String> columns =
          table.schema().columns().stream().map(Types.NestedField::name).toList();
      return duck.update(
          "copy (select %s from %s) to %s (format parquet, compression zstd)"
              .formatted(
                  columns.stream().map(DuckDb::name).collect(Collectors.joining(", ")),
                  relation(version, table, columns),
                  DuckDb.text(file.toAbsolutePath().toString())));
    });
  }

  private Table table(DatasetVersion version) {
    return tables
        .find(version.dataset())
        .orElseThrow(() ->
            new IllegalStateException("Cannot read %s: its table is gone".formatted(version)));
  }

  private String relation(DatasetVersion version, Table table, Collection<String> columns) {
    return columns.stream()
        .map(column -> asEngineSays(field(table, column)))
        .collect(
            Collectors.joining(
                ", ", "read_parquet([%s], schema = map {".formatted(files(version)), "})"));
  }

  private String files(DatasetVersion version) {
    return rows.files(version.dataset(), version.number()).stream()
        .map(file -> DuckDb.text(tables.local(file).toString()))
        .collect(Collectors.joining(", "));
  }

  /// By field id, so that a file from before a column was added answers missing values for it.
  private static String asEngineSays(Types.NestedField field) {
    String type =
        switch (type(field)) {
          case STRING -> "VARCHAR";
          case INTEGER -> "BIGINT";
          case NUMBER -> "DOUBLE";
          case BOOLEAN -> "BOOLEAN";
          case DATE -> "DATE";
          case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
        };
    return "%d: {name: %s, type: '%s', default_value: null}"
        .formatted(field.fieldId(), DuckDb.text(field.name()), type);
  }

  /// The first rejected rows of a version's batch.
  public List<QuarantinedRow> quarantine(DatasetVersion version, int limit) {
    return version
        .quarantineDigest()
        .map(digest -> locked(() -> quarantine.read(digest, limit)))
        .orElse(List.of());
  }

  /// Forgets the versions from the first one that was made at or after a business time: how a
  /// replay takes back an unfinished month. It may be repeated after a crash.
  public void forgetSince(String dataset, Instant at) {
    rows.demandEditor(dataset);
    locked(() -> {
      List<DataDatasetVersionRecord> gone = rows.since(dataset, at);
      if (gone.isEmpty()) {
        return 0;
      }
      Optional<Long> snapshot =
          rows.published(dataset, gone.getFirst().getNumber(), 1).stream()
              .findFirst()
              .map(DatasetVersion::snapshotId);
      tables.rollBack(dataset, gone.stream().map(row -> tag(row.getNumber())).toList(), snapshot);
      afterStep.accept(PublishStep.TAKEN_BACK);
      for (DataDatasetVersionRecord row : gone) {
        tables.delete(row.getFile());
        rows.delete(dataset, row.getNumber());
      }
      return gone.size();
    });
  }

  /// Finishes or drops what a crash left half done.
  private void reconcile() {
    rows.staged().forEach(this::settle);
  }

  private void settle(DataDatasetVersionRecord row) {
    Optional<Long> snapshot = tables.tagged(row.getDataset(), tag(row.getNumber()));
    if (snapshot.isPresent()) {
      rows.publish(row.getDataset(), row.getNumber(), snapshot.get());
    } else {
      tables.delete(row.getFile());
      rows.delete(row.getDataset(), row.getNumber());
    }
  }

  @Override
  public void close() {
    duck.close();
    tables.close();
  }

  private static Types.NestedField field(Table table, String column) {
    Types.NestedField field = table.schema().findField(column);
    if (field == null) {
      throw new IllegalArgumentException(
          "Cannot read column %s: %s has none".formatted(column, table.name()));
    }
    return field;
  }

  private static LogicalType type(Types.NestedField field) {
    return switch (field.type().typeId()) {
      case LONG -> LogicalType.INTEGER;
      case DOUBLE -> LogicalType.NUMBER;
      case BOOLEAN -> LogicalType.BOOLEAN;
      case DATE -> LogicalType.DATE;
      case TIMESTAMP -> LogicalType.TIMESTAMP;
      default -> LogicalType.STRING;
    };
  }

  /// For tests: what to do after each step.
  void afterEachStep(Consumer<PublishStep> action) {
    afterStep = action;
  }

  private static void createParent(Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static RuntimeException unwritable(Exception e) {
    return Problem.of(
            Problem.Kind.ENVIRONMENT,
            "the warehouse cannot be written: the disk is full or the folder is read-only",
            "free some space or give the process the right to write; what was stored before is intact")
        .asException(e);
  }

  /// Whatever an earlier process left there.
  private static void empty(Path scratch) throws IOException {
    try (Stream<Path> left = Files.list(scratch)) {
      for (Path file : left.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String tag(int number) {
    return "v" + number;
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
