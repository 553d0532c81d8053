package dev.evenkeel.data;

import dev.evenkeel.contracts.Property;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types;

/// One change of a table, in one commit: columns first, then files.
final class TableEdit {
  private final Transaction transaction;

  TableEdit(Transaction transaction) {
    this.transaction = transaction;
  }

  /// With the columns as they will be.
  Table table() {
    return transaction.table();
  }

  Schema schema() {
    return table().schema();
  }

  String schemaJson() {
    return SchemaParser.toJson(schema());
  }

  void add(List<Property> columns) {
    if (!columns.isEmpty()) {
      UpdateSchema update = transaction.updateSchema();
      columns.forEach(column -> update.addColumn(column.name(), IcebergTables.type(column)));
      update.commit();
    }
  }

  void rename(Map<String, String> names) {
    if (!names.isEmpty()) {
      UpdateSchema update = transaction.updateSchema();
      names.forEach(update::renameColumn);
      update.commit();
    }
  }

  /// Calls the columns as an earlier schema did.
  void renameAsIn(Schema earlier) {
    Map<String, String> names = new java.util.LinkedHashMap<>();
    for (Types.NestedField field : earlier.columns()) {
      Types.NestedField now = schema().findField(field.fieldId());
      if (now != null && !now.name().equals(field.name())) {
        names.put(now.name(), field.name());
      }
    }
    rename(names);
  }

  /// Puts a draft's files on a branch, which begins at `main`.
  long commitTo(String branch, Draft draft, Map<String, String> summary) {
    Optional<Long> parent =
        Optional.ofNullable(table().currentSnapshot()).map(Snapshot::snapshotId);
    parent.ifPresent(id -> transaction.manageSnapshots().createBranch(branch, id).commit());
    switch (draft.operation()) {
      case APPEND -> {
        AppendFiles append = here(transaction.newAppend()).toBranch(branch);
        draft.added().forEach(file -> append.appendFile(file(file)));
        summary.forEach(append::set);
        append.commit();
      }
      case COMPACT -> {
        RewriteFiles rewrite = here(transaction.newRewrite()).toBranch(branch);
        // The snapshots before it may be gone.
        parent.ifPresent(rewrite::validateFromSnapshot);
        draft.removed().forEach(file -> rewrite.deleteFile(file(Draft.Added.again(file))));
        draft.added().forEach(file -> rewrite.addFile(file(file)));
        summary.forEach(rewrite::set);
        rewrite.commit();
      }
      case OVERWRITE, EVOLVE, ROLLBACK, DELETE -> {
        OverwriteFiles overwrite = here(transaction.newOverwrite()).toBranch(branch);
        parent.ifPresent(overwrite::validateFromSnapshot);
        draft.removed().forEach(file -> overwrite.deleteFile(file(Draft.Added.again(file))));
        draft.added().forEach(file -> overwrite.addFile(file(file)));
        summary.forEach(overwrite::set);
        overwrite.commit();
      }
    }
    transaction.commitTransaction();
    return table().snapshot(branch).snapshotId();
  }

  private static <T extends SnapshotUpdate<T>> T here(T update) {
    SameThread here = new SameThread();
    return update.scanManifestsWith(here).writeManifestsWith(here, 1);
  }

  /// Pins the present state by a tag; no file changes.
  long commitTag(String tag) {
    Snapshot current = table().currentSnapshot();
    transaction.manageSnapshots().createTag(tag, current.snapshotId()).commit();
    transaction.commitTransaction();
    return current.snapshotId();
  }

  private DataFile file(Draft.Added file) {
    Metrics bare = new Metrics(file.rows(), null, null, null, null);
    Optional<Metrics> metrics = file.metrics();
    return DataFiles.builder(table().spec())
        .withPath(file.path())
        .withFormat(FileFormat.PARQUET)
        .withFileSizeInBytes(file.size())
        .withMetrics(metrics.orElse(bare))
        .build();
  }
}
