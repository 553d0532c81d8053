package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;
import static dev.evenkeel.store.schema.Tables.DATA_FILE;

import java.util.List;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Data files that no version can read any more.
final class FreedFiles {
  private FreedFiles() {}

  /// Those of now.
  static List<StoredFile> of(DSLContext sql, String dataset) {
    return FileRows.distinct(sql, FileRows.unneeded(dataset));
  }

  /// Those there would be if some versions expired too.
  static List<StoredFile> without(Warehouse warehouse, String dataset, Set<Integer> expiring) {
    Condition unneeded =
        DATA_FILE
            .DATASET
            .eq(dataset)
            .and(
                DSL.notExists(
                    DSL.selectOne()
                        .from(DATA_DATASET_VERSION)
                        .where(FileRows.reads())
                        .and(DATA_DATASET_VERSION.NUMBER.notIn(expiring))));
    return warehouse.database().read(sql -> FileRows.distinct(sql, unneeded));
  }
}
