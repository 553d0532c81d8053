package dev.evenkeel.data;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.data.Frames.Selected;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/// Takes batches in under their contract, and reads any version back.
///
/// A batch becomes a version in four steps, each of which a crash may follow: the Parquet file, the
/// row in state STAGED, Iceberg's commit of file and tag together, the row in state PUBLISHED.
/// [#reconcile] finishes or drops what a crash left, by whether the tag is there.
public final class Datasets implements AutoCloseable {
  private final VersionRows rows;
  private final BlobStore blobs;
  private final IcebergTables tables;
  private final DuckDb duck;
  private final Path scratch;
  // The engine has one connection, and version numbers must not race.
  private final ReentrantLock lock = new ReentrantLock();

  private Datasets(
      Database database, BlobStore blobs, IcebergTables tables, DuckDb duck, Path scratch) {
    this.rows = new VersionRows(database);
    this.blobs = blobs;
    this.tables = tables;
    this.duck = duck;
    this.scratch = scratch;
  }

  /// Opens the datasets of a home and finishes what a crash left.
  ///
  /// @param root folder for the warehouse and for scratch files
  public static Datasets open(
      Database database, BlobStore blobs, Path root, CatalogAddress catalog) {
    try {
      Path warehouse = Files.createDirectories(root.resolve("warehouse"));
      Path scratch = Files.createDirectories(root.resolve("scratch"));
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

  /// Checks a batch, sets its bad rows aside and publishes the rest as the next version.
  public IngestResult ingest(Ingest ingest) {
    Names.check("dataset", ingest.dataset());
    return locked(() -> {
      try (SourceRelation source = SourceRelation.of(duck, ingest);
          Staging staging =
              new Staging(
                  duck, ingest.contract(), source.sql(), source.columns(), "batch_" + suffix())) {
        return publish(ingest, staging);
      }
    });
  }

  private IngestResult publish(Ingest ingest, Staging staging) {
    List<IngestResult.RuleResult> results = staging.results();
    long rejected = staging.count(true);
    long good = staging.count(false);
    String quarantine = rejected == 0 ? null : quarantine(staging);
    if (good == 0) {
      return new IngestResult(Optional.empty(), results, rejected);
    }
    Table table = tables.open(ingest.dataset(), ingest.contract());
    String location = IcebergTables.newFile(table);
    Path file = tables.local(location);
    createParent(file);
    staging.writeGood(table, file);
    DataFileFacts facts = DataFileFacts.of(file);
    int number =
        rows.stage(
            new VersionRows.Staged(
                ingest,
                good,
                rejected,
                location,
                facts.digest(),
                facts.bytes(),
                quarantine,
                results));
    long snapshot =
        tables.publish(
            table,
            tag(number),
            location,
            good,
            facts.bytes(),
            Map.of(
                "evenkeel.version", String.valueOf(number),
                "evenkeel.digest", facts.digest(),
                "evenkeel.contract", ingest.contract().toString()));
    rows.publish(ingest.dataset(), number, snapshot);
    return new IngestResult(rows.version(ingest.dataset(), number), results, rejected);
  }

  private String quarantine(Staging staging) {
    Path file = scratch.resolve(suffix() + ".parquet");
    staging.writeBad(file);
    try (InputStream content = Files.newInputStream(file)) {
      String digest = blobs.put(content);
      Files.delete(file);
      return digest;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot keep the rejected rows of a batch", e);
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
      Table table =
          tables
              .find(version.dataset())
              .orElseThrow(() ->
                  new IllegalStateException(
                      "Cannot read %s: its table is gone".formatted(version)));
      List<Selected> selected =
          columns.stream()
              .map(column -> new Selected(column, type(table, column), DuckDb.name(column)))
              .toList();
      String time = "epoch_us(cast(%s as timestamptz))".formatted(DuckDb.name(timeColumn));
      return Frames.read(
          duck,
          selected,
          "from read_parquet([%s], union_by_name = true) where %s >= %d and %s < %d"
              .formatted(files(version), time, micros(from), time, micros(to)));
    });
  }

  private String files(DatasetVersion version) {
    return rows.files(version.dataset(), version.number()).stream()
        .map(file -> DuckDb.text(tables.local(file).toString()))
        .collect(Collectors.joining(", "));
  }

  /// The first rejected rows of a version's batch.
  public List<QuarantinedRow> quarantine(DatasetVersion version, int limit) {
    return version
        .quarantineDigest()
        .map(digest -> locked(() -> quarantined(digest, limit)))
        .orElse(List.of());
  }

  private List<QuarantinedRow> quarantined(String digest, int limit) {
    Path file = scratch.resolve(suffix() + ".parquet");
    try {
      try (InputStream content = blobs.get(digest).orElseThrow()) {
        Files.copy(content, file);
      }
      List<QuarantinedRow> read =
          duck.query(
              "select * from read_parquet(%s) limit %d"
                  .formatted(DuckDb.text(file.toString()), limit),
              Datasets::quarantined);
      Files.delete(file);
      return read;
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read the rejected rows of a batch", e);
    }
  }

  private static List<QuarantinedRow> quarantined(ResultSet result) throws SQLException {
    List<QuarantinedRow> read = new ArrayList<>();
    int columns = result.getMetaData().getColumnCount();
    while (result.next()) {
      Map<String, @Nullable String> values = new LinkedHashMap<>();
      for (int column = 1; column < columns; column++) {
        values.put(result.getMetaData().getColumnName(column), result.getString(column));
      }
      List<String> reasons = new ArrayList<>();
      for (Object reason : (Object[]) result.getArray(columns).getArray()) {
        reasons.add(String.valueOf(reason));
      }
      read.add(new QuarantinedRow(values, reasons));
    }
    return read;
  }

  /// Forgets the versions that were made at or after a business time: how a replay takes back an
  /// unfinished month. It may be repeated after a crash.
  public void forgetSince(String dataset, Instant at) {
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
      for (DataDatasetVersionRecord row : gone) {
        tables.delete(row.getFile());
        rows.delete(dataset, row.getNumber());
      }
      return gone.size();
    });
  }

  /// Finishes or drops what a crash left half done.
  void reconcile() {
    for (DataDatasetVersionRecord row : rows.staged()) {
      Optional<Long> snapshot = tables.tagged(row.getDataset(), tag(row.getNumber()));
      if (snapshot.isPresent()) {
        rows.publish(row.getDataset(), row.getNumber(), snapshot.get());
      } else {
        tables.delete(row.getFile());
        rows.delete(row.getDataset(), row.getNumber());
      }
    }
  }

  @Override
  public void close() {
    duck.close();
    tables.close();
  }

  private static LogicalType type(Table table, String column) {
    Types.NestedField field = table.schema().findField(column);
    if (field == null) {
      throw new IllegalArgumentException(
          "Cannot read column %s: %s has none".formatted(column, table.name()));
    }
    return switch (field.type().typeId()) {
      case LONG, INTEGER -> LogicalType.INTEGER;
      case DOUBLE, FLOAT -> LogicalType.NUMBER;
      case BOOLEAN -> LogicalType.BOOLEAN;
      case DATE -> LogicalType.DATE;
      case TIMESTAMP -> LogicalType.TIMESTAMP;
      default -> LogicalType.STRING;
    };
  }

  private static void createParent(Path file) {
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw Problem.of(
              Problem.Kind.ENVIRONMENT,
              "the warehouse cannot be written",
              "check the rights on the home folder")
          .asException(e);
    }
  }

  private static String tag(int number) {
    return "v" + number;
  }

  private static String suffix() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }

  private <T> T locked(java.util.function.Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
