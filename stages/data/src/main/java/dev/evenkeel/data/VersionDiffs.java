package dev.evenkeel.data;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.data.VersionDiff.Column;
import dev.evenkeel.data.VersionDiff.Exact;
import dev.evenkeel.data.VersionDiff.SchemaChange;
import dev.evenkeel.store.schema.tables.records.DataDatasetVersionRecord;
import dev.evenkeel.tables.DuckDb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/// Compares versions: schemas by the ids of columns, files by their names, columns by statistics
/// that are there already. Rows are compared only when that is asked for.
public final class VersionDiffs {
  /// So many rows of both together are compared one by one.
  private static final long ROWS_MAX = 20_000_000;

  private final Warehouse warehouse;

  VersionDiffs(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /// How rows are compared.
  public sealed interface Rows {
    /// By files only.
    record ByFile() implements Rows {}

    /// Each with each, whole.
    record Whole() implements Rows {}

    /// By a column that tells them apart.
    record ByKey(String column) implements Rows {}
  }

  /// Compares two versions of one dataset.
  public VersionDiff of(DatasetVersion from, DatasetVersion to, Rows rows) {
    List<StoredFile> before = warehouse.files().of(from.dataset(), from.number());
    List<StoredFile> after = warehouse.files().of(to.dataset(), to.number());
    List<StoredFile> added = without(after, before);
    List<StoredFile> removed = without(before, after);
    Schema old = warehouse.reader().schema(from);
    Schema now = warehouse.reader().schema(to);
    return new VersionDiff(
        from,
        to,
        changes(old, now),
        added.size(),
        removed.size(),
        added.stream().mapToLong(StoredFile::rows).sum(),
        removed.stream().mapToLong(StoredFile::rows).sum(),
        exact(rows, to, added, removed, now),
        columns(from, to));
  }

  private static List<StoredFile> without(List<StoredFile> files, List<StoredFile> others) {
    Set<String> paths = others.stream().map(StoredFile::path).collect(Collectors.toSet());
    return files.stream().filter(file -> !paths.contains(file.path())).toList();
  }

  private static List<SchemaChange> changes(Schema old, Schema now) {
    TreeSet<Integer> ids = new TreeSet<>();
    old.columns().forEach(field -> ids.add(field.fieldId()));
    now.columns().forEach(field -> ids.add(field.fieldId()));
    List<SchemaChange> changes = new ArrayList<>();
    for (int id : ids) {
      Types.NestedField before = old.findField(id);
      Types.NestedField after = now.findField(id);
      if (before == null || after == null) {
        changes.add(
            new SchemaChange(
                id, before == null ? "added" : "removed", written(before), written(after)));
      } else if (!before.name().equals(after.name())) {
        changes.add(new SchemaChange(id, "renamed", written(before), written(after)));
      } else if (!before.type().equals(after.type())) {
        changes.add(new SchemaChange(id, "retyped", written(before), written(after)));
      }
    }
    return changes;
  }

  private static String written(Types.@org.jspecify.annotations.Nullable NestedField field) {
    return field == null ? "" : "%s %s".formatted(field.name(), VersionSql.type(field).written());
  }

  /// Files that both have hold the same rows, so only the others are read.
  private Optional<Exact> exact(
      Rows rows,
      DatasetVersion to,
      List<StoredFile> added,
      List<StoredFile> removed,
      Schema schema) {
    return switch (rows) {
      case Rows.ByFile _ -> Optional.empty();
      case Rows.Whole _ -> {
        demandFew(added, removed);
        yield Optional.of(whole(added, removed, schema));
      }
      case Rows.ByKey(String column) -> {
        if (schema.findField(column) == null) {
          throw new Problem(
                  Problem.Kind.INPUT,
                  "%s has no column `%s`".formatted(to, Names.abbreviate(column)),
                  "key",
                  "",
                  "")
              .asException();
        }
        demandFew(added, removed);
        yield Optional.of(byKey(added, removed, schema, DuckDb.name(column)));
      }
    };
  }

  private static void demandFew(List<StoredFile> added, List<StoredFile> removed) {
    long rows =
        added.stream().mapToLong(StoredFile::rows).sum()
            + removed.stream().mapToLong(StoredFile::rows).sum();
    if (rows > ROWS_MAX) {
      throw new Problem(
              Problem.Kind.TOO_LARGE,
              "%,d rows are too many to compare one by one".formatted(rows),
              "",
              "at most %,d".formatted(ROWS_MAX),
              "compare by files")
          .asException();
    }
  }

  private String rows(List<StoredFile> files, Schema schema) {
    return "(select %s from %s)"
        .formatted(
            VersionSql.columns(schema.columns()),
            VersionSql.relation(warehouse.reader().paths(files), schema.columns()));
  }

  private Exact whole(List<StoredFile> added, List<StoredFile> removed, Schema schema) {
    String now = rows(added, schema);
    String old = rows(removed, schema);
    return warehouse.query(duck ->
        new Exact(
            count(duck, "select count(*) from (from %s except all from %s)".formatted(now, old)),
            count(duck, "select count(*) from (from %s except all from %s)".formatted(old, now)),
            0));
  }

  private Exact byKey(List<StoredFile> added, List<StoredFile> removed, Schema schema, String key) {
    String sql =
        ("select count(*) filter (where old.k is null), count(*) filter (where now.k is null),"
                + " count(*) filter (where old.k is not null and now.k is not null"
                + " and old.r is distinct from now.r)"
                + " from (select %1$s as k, a as r from %2$s a where %1$s is not null) now"
                + " full join (select %1$s as k, a as r from %3$s a where %1$s is not null) old"
                + " on now.k = old.k")
            .formatted(key, rows(added, schema), rows(removed, schema));
    return warehouse.query(duck ->
        duck.query(
            sql,
            rows -> {
              rows.next();
              return new Exact(rows.getLong(1), rows.getLong(2), rows.getLong(3));
            }));
  }

  private static long count(DuckDb duck, String sql) {
    return duck.query(
        sql,
        rows -> {
          rows.next();
          return rows.getLong(1);
        });
  }

  private List<Column> columns(DatasetVersion from, DatasetVersion to) {
    Map<Integer, ColumnStatistics> before = statistics(from);
    Map<Integer, ColumnStatistics> after = statistics(to);
    TreeSet<Integer> ids = new TreeSet<>(before.keySet());
    ids.addAll(after.keySet());
    List<Column> columns = new ArrayList<>();
    for (int id : ids) {
      Optional<ColumnStatistics> old = Optional.ofNullable(before.get(id));
      Optional<ColumnStatistics> now = Optional.ofNullable(after.get(id));
      columns.add(new Column(now.or(() -> old).orElseThrow().column(), old, now));
    }
    return columns;
  }

  private Map<Integer, ColumnStatistics> statistics(DatasetVersion version) {
    DataDatasetVersionRecord row = warehouse.versions().row(version);
    Map<Integer, ColumnStatistics> statistics = new LinkedHashMap<>();
    Optional.ofNullable(row.getProfile())
        .map(Profiler::read)
        .orElse(List.of())
        .forEach(each -> statistics.put(each.field(), each));
    return statistics;
  }
}
