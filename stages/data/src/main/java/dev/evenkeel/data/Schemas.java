package dev.evenkeel.data;

import dev.evenkeel.data.DatasetVersion.State;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/// Gives the versions of homes from before their schema, which only Iceberg knew, and the digest of
/// all that they hold.
final class Schemas {
  private static final int BATCH = 500;

  private Schemas() {}

  static void complete(VersionRows versions, FileRows files, IcebergTables tables) {
    List<DataDatasetVersionRecord> rows = versions.withoutSchema(BATCH);
    while (!rows.isEmpty()) {
      rows.forEach(row -> complete(row, versions, files, tables));
      rows = versions.withoutSchema(BATCH);
    }
  }

  private static void complete(
      DataDatasetVersionRecord row, VersionRows versions, FileRows files, IcebergTables tables) {
    if (!row.getState().equals(State.PUBLISHED.name())) {
      return;
    }
    Table table = tables.demand(row.getDataset());
    Snapshot snapshot = row.getSnapshotId() == null ? null : table.snapshot(row.getSnapshotId());
    Schema schema =
        snapshot == null || snapshot.schemaId() == null
            ? table.schema()
            : table.schemas().getOrDefault(snapshot.schemaId(), table.schema());
    String json = SchemaParser.toJson(schema);
    versions.setSchema(
        row, json, FileRows.digest(files.of(row.getDataset(), row.getNumber()), json));
  }
}
