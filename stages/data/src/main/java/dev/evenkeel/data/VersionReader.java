package dev.evenkeel.data;

import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Frames;
import dev.evenkeel.tables.Frames.Selected;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Types;

/// Reads versions by their own lists of files, whether Iceberg still knows them or not.
final class VersionReader {
  private final VersionRows versions;
  private final FileRows files;
  private final IcebergTables tables;

  VersionReader(VersionRows versions, FileRows files, IcebergTables tables) {
    this.versions = versions;
    this.files = files;
    this.tables = tables;
  }

  /// As it was when the version was made.
  Schema schema(DatasetVersion version) {
    String json = versions.row(version).getSchemaJson();
    return json == null ? tables.demand(version.dataset()).schema() : SchemaParser.fromJson(json);
  }

  List<Property> columns(DatasetVersion version) {
    return schema(version).columns().stream()
        .map(field -> Property.of(field.name(), VersionSql.type(field), false))
        .toList();
  }

  Frame read(
      DuckDb duck,
      DatasetVersion version,
      List<String> columns,
      String timeColumn,
      Instant from,
      Instant to) {
    Set<String> needed = new LinkedHashSet<>(columns);
    needed.add(timeColumn);
    List<Types.NestedField> fields = fields(version, needed);
    List<Selected> selected =
        columns.stream()
            .map(column ->
                new Selected(column, VersionSql.type(field(fields, column)), DuckDb.name(column)))
            .toList();
    String time = "epoch_us(cast(%s as timestamptz))".formatted(DuckDb.name(timeColumn));
    return Frames.read(
        duck,
        selected,
        "from %s where %s >= %d and %s < %d"
            .formatted(
                VersionSql.relation(paths(version), fields),
                time,
                Micros.of(from),
                time,
                Micros.of(to)));
  }

  /// Columns by the version's own schema; one that came later reads as missing.
  private List<Types.NestedField> fields(DatasetVersion version, Set<String> names) {
    Schema own = schema(version);
    List<Types.NestedField> found = new ArrayList<>();
    for (String name : names) {
      Types.NestedField field = own.findField(name);
      if (field == null) {
        field = tables.demand(version.dataset()).schema().findField(name);
      }
      if (field == null) {
        throw new IllegalArgumentException(
            "Cannot read column %s: %s has none".formatted(name, version));
      }
      found.add(field);
    }
    return found;
  }

  private static Types.NestedField field(List<Types.NestedField> fields, String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst().orElseThrow();
  }

  /// Rows as texts by a column of texts, those behind a value.
  List<Map<String, String>> page(
      DuckDb duck, DatasetVersion version, String column, String after, int limit) {
    String key = DuckDb.name(column);
    return duck.query(
        "select %s from (select * from %s) where %s > %s order by %s limit %d"
            .formatted(
                VersionSql.columns(schema(version).columns()),
                relation(version),
                key,
                DuckDb.text(after),
                key,
                limit),
        VersionReader::texts);
  }

  private static List<Map<String, String>> texts(ResultSet result) throws SQLException {
    List<Map<String, String>> rows = new ArrayList<>();
    while (result.next()) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
        String text = result.getString(column);
        row.put(result.getMetaData().getColumnName(column), text == null ? "" : text);
      }
      rows.add(row);
    }
    return rows;
  }

  /// All columns and rows, after `from`.
  String relation(DatasetVersion version) {
    return VersionSql.relation(paths(version), schema(version).columns());
  }

  List<Path> paths(DatasetVersion version) {
    return paths(files.of(version.dataset(), version.number()));
  }

  List<Path> paths(List<StoredFile> stored) {
    return stored.stream().map(file -> tables.local(file.path())).toList();
  }

  /// Writes all rows, in the order in which they are read.
  ///
  /// @param format as the engine calls it: `format parquet, compression zstd`
  void export(DuckDb duck, DatasetVersion version, Path file, String format) {
    duck.update(
        "copy (select %s from %s) to %s (%s)"
            .formatted(
                VersionSql.columns(schema(version).columns()),
                relation(version),
                DuckDb.text(file.toAbsolutePath().toString()),
                format));
  }
}
