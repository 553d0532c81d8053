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
    return files(sql, FileRows.unneeded(dataset));
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
    return warehouse.database().read(sql -> files(sql, unneeded));
  }

  private static List<StoredFile> files(DSLContext sql, Condition which) {
    return sql.selectDistinct(
            DATA_FILE.PATH,
            DATA_FILE.SHA256,
            DATA_FILE.SIZE,
            DATA_FILE.ROW_COUNT,
            DATA_FILE.POSITION)
        .from(DATA_FILE)
        .where(which)
        .orderBy(DATA_FILE.PATH)
        .fetch(row ->
            new StoredFile(row.value1(), row.value2(), row.value3(), row.value4(), row.value5()));
  }
}
