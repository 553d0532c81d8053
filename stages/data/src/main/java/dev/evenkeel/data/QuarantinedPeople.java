package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.Record2;
import org.jooq.Result;

/// Rows of somebody among those that batches were rejected for.
final class QuarantinedPeople {
  private final Warehouse warehouse;

  QuarantinedPeople(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// The blobs that hold rows of theirs, by the number of the version.
  Map<Integer, String> of(String dataset, String column, String value) {
    Result<Record2<Integer, String>> kept =
        warehouse
            .database()
            .read(sql ->
                sql.select(DATA_DATASET_VERSION.NUMBER, DATA_DATASET_VERSION.QUARANTINE_DIGEST)
                    .from(DATA_DATASET_VERSION)
                    .where(DATA_DATASET_VERSION.DATASET.eq(dataset))
                    .and(DATA_DATASET_VERSION.QUARANTINE_DIGEST.isNotNull())
                    .fetch());
    Map<Integer, String> theirs = new LinkedHashMap<>();
    for (Record2<Integer, String> row : kept) {
      String digest = row.value2();
      if (warehouse.blobs().has(digest) && holds(digest, column, value)) {
        theirs.put(row.value1(), digest);
      }
    }
    return theirs;
  }

  private boolean holds(String digest, String column, String value) {
    return warehouse.query(duck ->
        new Quarantine(duck, warehouse.blobs(), warehouse.scratch()).holds(digest, column, value));
  }
}
