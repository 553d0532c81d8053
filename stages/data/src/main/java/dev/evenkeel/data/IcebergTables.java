package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/// The open side of dataset versions: one Iceberg table a dataset, one tag a version.
final class IcebergTables implements AutoCloseable {
  private static final Namespace NAMESPACE = Namespace.of("datasets");
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "format-version", "2",
          "gc.enabled", "true",
          "write.metadata.delete-after-commit.enabled", "true",
          "write.metadata.previous-versions-max", "20",
          "write.delete.mode", "copy-on-write",
          "write.update.mode", "copy-on-write",
          "write.merge.mode", "copy-on-write",
          "commit.retry.num-retries", "100",
          "commit.retry.min-wait-ms", "5",
          "commit.retry.max-wait-ms", "200");

  private final JdbcCatalog catalog;
  private final LocalFileIO files;

  IcebergTables(CatalogAddress address, Path warehouse) {
    this(address, new LocalFileIO(warehouse));
  }

  IcebergTables(CatalogAddress address, LocalFileIO io) {
    files = io;
    catalog = new JdbcCatalog(_ -> files, null, true);
    Map<String, String> settings = new HashMap<>();
    settings.put("uri", address.url());
    settings.put("warehouse", LocalFileIO.WAREHOUSE);
    settings.put("jdbc.schema-version", "V1");
    settings.put("jdbc.user", address.user());
    settings.put("jdbc.password", address.password());
    catalog.initialize("evenkeel", settings);
    if (!catalog.namespaceExists(NAMESPACE)) {
      try {
        catalog.createNamespace(NAMESPACE);
      } catch (AlreadyExistsException e) {
        // Another node was first.
      }
    }
  }

  Optional<Table> find(String dataset) {
    // Whether a table exists, the catalog finds out by reading all its metadata, too.
    try {
      return Optional.of(catalog.loadTable(TableIdentifier.of(NAMESPACE, dataset)));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  /// A change of the dataset's table, or its making.
  ///
  /// @param contract whose columns it has at least; columns are added, never changed, so that every
  ///   version stays readable
  TableEdit edit(String dataset, Contract contract) {
    Optional<Table> found = find(dataset);
    if (found.isEmpty()) {
      return new TableEdit(
          catalog
              .buildTable(TableIdentifier.of(NAMESPACE, dataset), schema(contract))
              .withPartitionSpec(PartitionSpec.unpartitioned())
              .withProperties(PROPERTIES)
              .createTransaction());
    }
    Table table = found.get();
    TableEdit edit = new TableEdit(table.newTransaction());
    List<Property> missing = new ArrayList<>();
    for (Property property : contract.properties()) {
      Types.NestedField field = table.schema().findField(property.name());
      if (field == null) {
        missing.add(property);
      } else if (!field.type().equals(type(property))) {
        throw changedType(dataset, contract.toString(), property, field.type());
      }
    }
    edit.add(missing);
    return edit;
  }

  /// A change of a table that is there.
  TableEdit edit(String dataset) {
    return new TableEdit(demand(dataset).newTransaction());
  }

  Table demand(String dataset) {
    return find(dataset)
        .orElseThrow(() ->
            new IllegalStateException("Cannot read %s: its table is gone".formatted(dataset)));
  }

  static RuntimeException changedType(
      String dataset, String contract, Property property, Type stored) {
    return new Problem(
            Problem.Kind.CONFLICT,
            "column `%s` changed its type to %s"
                .formatted(property.name(), property.type().written()),
            "contract %s, dataset %s".formatted(contract, dataset),
            "what its versions hold: " + stored,
            "keep the type, or take the rows into another dataset")
        .asException();
  }

  /// A name for a new data file; it holds nothing of the content, so equal content has one digest.
  static String newFile(Table table) {
    return table.location() + "/data/" + UUID.randomUUID() + ".parquet";
  }

  /// What reads the files of the metadata.
  LocalFileIO files() {
    return files;
  }

  /// Where a data file can be read, if it is anywhere.
  Path local(String location) {
    return files.present(location);
  }

  /// Moves `main` to a branch, pins the state by a tag and drops the branch, in one commit; with it
  /// go tags that are too old and the snapshots that nothing pins then. No data file goes: our own
  /// lists may hold it.
  ///
  /// @param table as it was loaded since the branch was committed
  long publish(Table table, String tag, String branch, Predicate<String> tooOld) {
    Transaction transaction = table.newTransaction();
    ManageSnapshots manage = transaction.manageSnapshots();
    manage.fastForwardBranch(SnapshotRef.MAIN_BRANCH, branch);
    long snapshot = table.snapshot(branch).snapshotId();
    manage.createTag(tag, snapshot);
    manage.removeBranch(branch);
    List<String> old =
        table.refs().entrySet().stream()
            .filter(ref -> ref.getValue().isTag() && tooOld.test(ref.getKey()))
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(manage::removeTag);
    manage.commit();
    List<Snapshot> unpinned = old.isEmpty() ? List.of() : expireUnpinned(transaction);
    transaction.commitTransaction();
    unpinned.forEach(gone -> files.deleteFile(gone.manifestListLocation()));
    return snapshot;
  }

  private static List<Snapshot> expireUnpinned(Transaction transaction) {
    Table table = transaction.table();
    Set<Long> pinned = new HashSet<>();
    table.refs().values().forEach(ref -> pinned.add(ref.snapshotId()));
    List<Snapshot> unpinned = new ArrayList<>();
    table
        .snapshots()
        .forEach(snapshot -> {
          if (!pinned.contains(snapshot.snapshotId())) {
            unpinned.add(snapshot);
          }
        });
    if (!unpinned.isEmpty()) {
      ExpireSnapshots expire =
          transaction.expireSnapshots().cleanupLevel(ExpireSnapshots.CleanupLevel.NONE);
      unpinned.forEach(snapshot -> expire.expireSnapshotId(snapshot.snapshotId()));
      expire.commit();
    }
    return unpinned;
  }

  /// Lets go of versions: of their tags and of the snapshots that nothing else pins.
  void release(String dataset, List<String> tags) {
    Optional<Table> found = find(dataset);
    List<String> there =
        found
            .map(table -> tags.stream().filter(table.refs()::containsKey).toList())
            .orElse(List.of());
    if (there.isEmpty()) {
      return;
    }
    Transaction transaction = found.orElseThrow().newTransaction();
    ManageSnapshots manage = transaction.manageSnapshots();
    there.forEach(manage::removeTag);
    manage.commit();
    List<Snapshot> unpinned = expireUnpinned(transaction);
    transaction.commitTransaction();
    unpinned.forEach(gone -> files.deleteFile(gone.manifestListLocation()));
  }

  /// Drops a branch that a crash left.
  void dropBranch(String dataset, String branch) {
    find(dataset)
        .filter(table -> table.refs().containsKey(branch))
        .ifPresent(table -> table.manageSnapshots().removeBranch(branch).commit());
  }

  /// The snapshot that a tag pins.
  Optional<Long> tagged(String dataset, String tag) {
    return find(dataset)
        .map(table -> table.refs().get(tag))
        .filter(SnapshotRef::isTag)
        .map(SnapshotRef::snapshotId);
  }

  /// Takes tags away and moves the table back to an earlier snapshot; without one, drops it.
  void rollBack(String dataset, List<String> tags, Optional<Long> snapshot) {
    Optional<Table> found = find(dataset);
    if (found.isEmpty()) {
      return;
    }
    if (snapshot.isEmpty()) {
      catalog.dropTable(TableIdentifier.of(NAMESPACE, dataset), true);
      return;
    }
    Table table = found.get();
    ManageSnapshots manage = table.manageSnapshots().setCurrentSnapshot(snapshot.get());
    tags.stream().filter(table.refs()::containsKey).forEach(manage::removeTag);
    manage.commit();
  }

  void delete(String location) {
    files.deleteFile(location);
  }

  /// Deletes what a failed write left; what cannot be deleted now is an orphan that a cleaning
  /// finds.
  void deleteAfter(RuntimeException failure, String location) {
    try {
      files.deleteFile(location);
    } catch (UncheckedIOException | ProblemException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    catalog.close();
    files.close();
  }

  static Type type(Property property) {
    return switch (property.type()) {
      case STRING -> Types.StringType.get();
      case INTEGER -> Types.LongType.get();
      case NUMBER -> Types.DoubleType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case DATE -> Types.DateType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
    };
  }

  private static Schema schema(Contract contract) {
    List<Types.NestedField> fields = new ArrayList<>();
    for (Property property : contract.properties()) {
      fields.add(Types.NestedField.optional(fields.size() + 1, property.name(), type(property)));
    }
    return new Schema(fields);
  }
}
