package dev.evenkeel.data;

import static dev.evenkeel.store.schema.Tables.DATA_DATASET_VERSION;
import static dev.evenkeel.store.schema.Tables.DATA_FILE;

import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/// The digests that versions of a dataset name. Each data file is read once, however many versions
/// have it; what does not fit into memory lies on the disk.
final class NamedDigests {
  private static final String COLUMN = "digest";

  private NamedDigests() {}

  /// Works with the digests of all versions but some.
  static <T> T without(
      Warehouse warehouse,
      String dataset,
      Set<Integer> going,
      Function<NamedContents.Named, T> work) {
    Optional<Types.NestedField> column =
        warehouse
            .tables()
            .find(dataset)
            .map(Table::schema)
            .flatMap(schema -> Optional.ofNullable(schema.findField(COLUMN)))
            .filter(field -> field.type().typeId() == Types.StringType.get().typeId());
    if (column.isEmpty()) {
      return work.apply((_, _) -> Set.of());
    }
    List<Path> files = warehouse.reader().paths(needed(warehouse, dataset, going));
    return warehouse.query(duck -> {
      duck.execute(
          "create temp table named as select distinct %s as digest from %s order by 1"
              .formatted(DuckDb.name(COLUMN), VersionSql.relation(files, List.of(column.get()))));
      return work.apply((first, last) -> between(duck, first, last));
    });
  }

  private static List<StoredFile> needed(Warehouse warehouse, String dataset, Set<Integer> going) {
    Condition needed =
        DATA_FILE
            .DATASET
            .eq(dataset)
            .and(
                DSL.exists(
                    DSL.selectOne()
                        .from(DATA_DATASET_VERSION)
                        .where(FileRows.reads())
                        .and(DATA_DATASET_VERSION.NUMBER.notIn(going))));
    return warehouse.database().read(sql -> FileRows.distinct(sql, needed));
  }

  private static Set<String> between(DuckDb duck, String first, String last) {
    return duck.query(
        "select digest from named where digest between %s and %s"
            .formatted(DuckDb.text(first), DuckDb.text(last)),
        rows -> {
          Set<String> found = new HashSet<>();
          while (rows.next()) {
            found.add(rows.getString(1));
          }
          return found;
        });
  }
}
