package dev.evenkeel.data;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManageSnapshots;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
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
    files = new LocalFileIO(warehouse);
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
    TableIdentifier id = TableIdentifier.of(NAMESPACE, dataset);
    return catalog.tableExists(id) ? Optional.of(catalog.loadTable(id)) : Optional.empty();
  }

  /// The dataset's table with every column of the contract; columns are added, never changed, so
  /// that every version stays readable.
  Table open(String dataset, Contract contract) {
    Optional<Table> found = find(dataset);
    if (found.isEmpty()) {
      return catalog.createTable(
          TableIdentifier.of(NAMESPACE, dataset),
          schema(contract),
          PartitionSpec.unpartitioned(),
          PROPERTIES);
    }
    Table table = found.get();
    UpdateSchema update = table.updateSchema();
    boolean changed = false;
    for (Property property : contract.properties()) {
      Types.NestedField field = table.schema().findField(property.name());
      if (field == null) {
        update.addColumn(property.name(), type(property));
        changed = true;
      } else if (!field.type().equals(type(property))) {
        throw changedType(dataset, contract, property, field.type());
      }
    }
    if (changed) {
      update.commit();
      table.refresh();
    }
    return table;
  }

  private static RuntimeException changedType(
      String dataset, Contract contract, Property property, Type stored) {
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

  Path local(String location) {
    return files.local(location);
  }

  /// Appends a file and pins the state by a tag, in one commit.
  long publish(
      Table table, String tag, String location, WrittenFile written, Map<String, String> summary) {
    DataFile file =
        DataFiles.builder(table.spec())
            .withPath(location)
            .withFormat(FileFormat.PARQUET)
            .withFileSizeInBytes(written.bytes())
            .withMetrics(written.metrics())
            .build();
    Transaction transaction = table.newTransaction();
    var append = transaction.newAppend().appendFile(file);
    summary.forEach(append::set);
    append.commit();
    long snapshot = transaction.table().currentSnapshot().snapshotId();
    transaction.manageSnapshots().createTag(tag, snapshot).commit();
    transaction.commitTransaction();
    return snapshot;
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

  @Override
  public void close() {
    catalog.close();
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
