package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Bad rows, kept whole while they are counted, so that a file with few of them is not read once
/// more to write them.
final class CollectedRows {
  /// Beyond, they are counted first and written as they are read again.
  static final int ROWS_MAX = 100_000;

  private static final long BYTES_A_ROW_MAX = 1_000;

  private final DuckDb duck;
  private final String table;

  private CollectedRows(DuckDb duck, String table) {
    this.duck = duck;
    this.table = table;
  }

  /// Rows for which one of some conditions holds; empty when they are too many or too large.
  static Optional<CollectedRows> of(
      DuckDb duck, TableSource source, long rows, Collection<String> conditions) {
    if (!areSmall(source, rows)) {
      return Optional.empty();
    }
    CollectedRows collected = new CollectedRows(duck, "evenkeel_collected");
    duck.execute(
        "create or replace temp table %s as select * from %s where %s limit %d"
            .formatted(collected.table, source.typedRelation(), any(conditions), ROWS_MAX + 1));
    boolean isAll =
        duck.query(
            "select count(*) from " + collected.table,
            found -> found.next() && found.getLong(1) <= ROWS_MAX);
    if (!isAll) {
      duck.execute("drop table " + collected.table);
    }
    return isAll ? Optional.of(collected) : Optional.empty();
  }

  private static boolean areSmall(TableSource source, long rows) {
    try {
      return Files.size(source.file().path()) <= BYTES_A_ROW_MAX * rows;
    } catch (IOException e) {
      return false;
    }
  }

  static String any(Collection<String> conditions) {
    return conditions.stream().map("(%s)"::formatted).collect(Collectors.joining(" or "));
  }

  /// How many each of these holds for, of the whole table, when all are among those that the rows
  /// were collected by.
  Map<String, BigDecimal> count(List<String> conditions) {
    return duck.query(
        "select %s from %s"
            .formatted(
                conditions.stream().map(Measures::rowsThat).collect(Collectors.joining(", ")),
                table),
        found -> {
          found.next();
          Map<String, BigDecimal> counted = new LinkedHashMap<>();
          for (int index = 0; index < conditions.size(); index++) {
            counted.put(conditions.get(index), found.getBigDecimal(index + 1));
          }
          return counted;
        });
  }

  /// What stands after `from`.
  String relation() {
    return table;
  }
}
