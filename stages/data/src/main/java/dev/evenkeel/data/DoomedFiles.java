package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DOOMED;

import dev.evenkeel.data.Cleaning.Item;
import dev.evenkeel.store.schema.tables.records.DataDoomedRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Files that wait to be deleted.
final class DoomedFiles {
  private final Warehouse warehouse;

  DoomedFiles(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  List<Item> due(String dataset, Instant now) {
    return rows(dataset, now).stream().map(this::item).toList();
  }

  List<Item> delete(String dataset, Instant now, CleaningProgress progress) {
    List<Item> gone = new ArrayList<>();
    List<DataDoomedRecord> due = rows(dataset, now);
    long done = 0;
    long bytes = 0;
    for (DataDoomedRecord row : due) {
      boolean held = warehouse.database().read(sql -> FileRows.isHeld(sql, row.getPath()));
      if (!held) {
        Item item = item(row);
        gone.add(item);
        bytes += item.bytes();
        warehouse.tables().delete(row.getPath());
      }
      // After the file: a crash between leaves a row, and no file is missed.
      warehouse
          .database()
          .write(
              sql -> sql.deleteFrom(DATA_DOOMED).where(DATA_DOOMED.ID.eq(row.getId())).execute());
      progress.at("files", ++done, due.size(), bytes);
    }
    return gone;
  }

  private List<DataDoomedRecord> rows(String dataset, Instant now) {
    return warehouse
        .database()
        .read(sql ->
            sql.selectFrom(DATA_DOOMED)
                .where(DATA_DOOMED.DATASET.eq(dataset))
                .and(DATA_DOOMED.DUE.le(now))
                .orderBy(DATA_DOOMED.ID)
                .fetch());
  }

  List<String> datasetsDue(Instant now) {
    return warehouse
        .database()
        .read(sql ->
            sql.selectDistinct(DATA_DOOMED.DATASET)
                .from(DATA_DOOMED)
                .where(DATA_DOOMED.DUE.le(now))
                .fetch(DATA_DOOMED.DATASET));
  }

  /// Everything that waits, due or not.
  List<String> paths(String dataset) {
    return warehouse
        .database()
        .read(sql ->
            sql.select(DATA_DOOMED.PATH)
                .from(DATA_DOOMED)
                .where(DATA_DOOMED.DATASET.eq(dataset))
                .fetch(DATA_DOOMED.PATH));
  }

  private Item item(DataDoomedRecord row) {
    long bytes = warehouse.tables().files().bytes(row.getPath()).orElse(0);
    String name = row.getPath().substring(row.getPath().lastIndexOf('/') + 1);
    return new Item("file", name, row.getReason(), bytes);
  }
}
