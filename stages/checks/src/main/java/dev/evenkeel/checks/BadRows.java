package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Splits the rows that break rules off, as they came, each with all its reasons.
final class BadRows {
  /// Of the column of reasons; no table is likely to have one of this name.
  static final String REASONS = "~reasons";

  private static final String MASK = "***";

  private final DuckDb duck;
  private final TableSource source;
  private final Set<String> masked;

  /// @param masked columns whose values are not written
  BadRows(DuckDb duck, TableSource source, Set<String> masked) {
    this.duck = duck;
    this.source = source;
    this.masked = masked;
  }

  /// Writes them, in the source's format, and answers how many they are.
  ///
  /// @param relation with at least all of them
  long write(List<Reason> reasons, String relation, Path file) {
    String columns = source.columns().stream().map(this::column).collect(Collectors.joining(", "));
    String isBad = CollectedRows.any(reasons.stream().map(Reason::condition).toList());
    return duck.update(
        "copy (select %s, %s as %s from %s where %s) to %s (%s)"
            .formatted(
                columns,
                listed(reasons),
                DuckDb.name(REASONS),
                relation,
                isBad,
                DuckDb.text(file.toString()),
                how()));
  }

  private String column(TableSource.Column column) {
    return masked.contains(column.name())
        ? "case when %1$s is not null then %2$s end as %1$s"
            .formatted(column.sql(), DuckDb.text(MASK))
        : column.sql();
  }

  private String listed(List<Reason> reasons) {
    String list =
        reasons.stream()
            .map(reason ->
                "case when %s then %s end"
                    .formatted(reason.condition(), DuckDb.text(reason.text())))
            .collect(
                Collectors.joining(", ", "list_filter([", "], lambda reason: reason is not null)"));
    return source.file().format() == TableFile.Format.CSV
        ? "array_to_string(%s, '; ')".formatted(list)
        : list;
  }

  private String how() {
    return switch (source.file().format()) {
      case PARQUET -> "format parquet, compression zstd";
      case CSV -> "format csv, header";
      case JSON_LINES -> "format json";
    };
  }
}
