package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/// What all work on datasets stands on.
///
/// @param engine gives each piece of work a connection of its own
record Warehouse(
    Database database,
    BlobStore blobs,
    IcebergTables tables,
    DuckDb engine,
    Path scratch,
    DatasetRows datasets,
    VersionRows versions,
    FileRows files,
    Labels labels,
    AtomicReference<References> references,
    Publisher publisher,
    VersionReader reader,
    Locks locks,
    AuditLog audit) {

  static Warehouse of(
      Database database, BlobStore blobs, IcebergTables tables, DuckDb engine, Path scratch) {
    VersionRows versions = new VersionRows(database);
    FileRows files = new FileRows(database);
    DatasetRows datasets = new DatasetRows(database);
    AuditLog audit = new AuditLog(database, Clock.system());
    Labels labels = new Labels(database, datasets, versions, audit);
    AtomicReference<References> references = new AtomicReference<>(References.NONE);
    Function<String, Set<Integer>> referenced =
        dataset -> {
          Set<Integer> numbers = new HashSet<>(labels.labelled(dataset));
          numbers.addAll(references.get().of(dataset).keySet());
          return numbers;
        };
    return new Warehouse(
        database,
        blobs,
        tables,
        engine,
        scratch,
        datasets,
        versions,
        files,
        labels,
        references,
        new Publisher(database, tables, referenced),
        new VersionReader(versions, files, tables),
        new Locks(),
        audit);
  }

  /// Work with the engine, on a connection of its own.
  <T> T query(Function<DuckDb, T> work) {
    try (DuckDb duck = engine.another()) {
      return work.apply(duck);
    }
  }
}
