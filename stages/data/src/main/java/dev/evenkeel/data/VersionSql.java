package dev.evenkeel.data;

import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.tables.DuckDb;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/// Versions as SQL: their files, read by field ids.
final class VersionSql {
  private VersionSql() {}

  /// What stands after `from`. A file from before a column was added answers missing values for it.
  static String relation(List<Path> files, Collection<Types.NestedField> fields) {
    if (files.isEmpty()) {
      return fields.stream()
          .map(field ->
              "cast(null as %s) as %s".formatted(engineType(field), DuckDb.name(field.name())))
          .collect(Collectors.joining(", ", "(select ", " where false)"));
    }
    return fields.stream()
        .map(VersionSql::asEngineSays)
        .collect(
            Collectors.joining(
                ", ", "read_parquet(%s, schema = map {".formatted(paths(files)), "})"));
  }

  private static String asEngineSays(Types.NestedField field) {
    return "%d: {name: %s, type: '%s', default_value: null}"
        .formatted(field.fieldId(), DuckDb.text(field.name()), engineType(field));
  }

  static String engineType(Types.NestedField field) {
    return switch (type(field)) {
      case STRING -> "VARCHAR";
      case INTEGER -> "BIGINT";
      case NUMBER -> "DOUBLE";
      case BOOLEAN -> "BOOLEAN";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP WITH TIME ZONE";
    };
  }

  static LogicalType type(Types.NestedField field) {
    return switch (field.type().typeId()) {
      case LONG -> LogicalType.INTEGER;
      case DOUBLE -> LogicalType.NUMBER;
      case BOOLEAN -> LogicalType.BOOLEAN;
      case DATE -> LogicalType.DATE;
      case TIMESTAMP -> LogicalType.TIMESTAMP;
      default -> LogicalType.STRING;
    };
  }

  /// Data files, as a function of the engine takes them.
  static String paths(List<Path> files) {
    return files.stream()
        .map(file -> DuckDb.text(file.toString()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  static String columns(Collection<Types.NestedField> fields) {
    return fields.stream()
        .map(field -> DuckDb.name(field.name()))
        .collect(Collectors.joining(", "));
  }

  /// Writes rows of data files into one, with the contract's mark that all of them bear.
  ///
  /// @param where which rows; all where it is empty
  static WrittenFile rewrite(
      DuckDb duck, Schema schema, List<Path> sources, String where, Path file) {
    Files.createParent(file);
    String ids =
        schema.columns().stream()
            .map(field -> "%s: %d".formatted(DuckDb.name(field.name()), field.fieldId()))
            .collect(Collectors.joining(", "));
    return duck.write(
        ("copy (select %s %s) to %s"
                + " (format parquet, compression zstd, field_ids {%s}, return_stats%s)")
            .formatted(
                columns(schema.columns()),
                "from " + relation(sources, schema.columns()) + where,
                DuckDb.text(file.toString()),
                ids,
                ContractMark.shared(duck, sources)),
        rows -> WrittenFile.of(rows, schema, file));
  }

  /// The first fields that have one of some names, by the names.
  static List<Types.NestedField> fields(Schema schema, Set<String> names) {
    return schema.columns().stream().filter(field -> names.contains(field.name())).toList();
  }

  /// Folders for data files.
  static final class Files {
    private Files() {}

    static void createParent(Path file) {
      try {
        java.nio.file.Files.createDirectories(file.getParent());
      } catch (java.io.IOException e) {
        throw Publisher.unwritable(e);
      }
    }
  }
}
