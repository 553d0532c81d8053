package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Missing values by a Parquet file's footer, which counts them in each of its parts. The engine
/// itself takes only from there that there are none, and else reads the column.
final class FooterNulls {
  private FooterNulls() {}

  /// By the column's name; without those that the footer does not count, or not for sure.
  static Map<String, BigDecimal> of(DuckDb duck, TableSource source) {
    List<Counted> paths =
        duck.query(
            "select path_in_schema, max(row_group_id) + 1, count(*), count(stats_null_count), sum(stats_null_count) from parquet_metadata(%s) group by path_in_schema"
                .formatted(DuckDb.text(source.file().path().toAbsolutePath().toString())),
            rows -> {
              List<Counted> found = new ArrayList<>();
              while (rows.next()) {
                boolean isWhole = rows.getLong(3) == rows.getLong(4);
                BigDecimal nulls = isWhole ? rows.getBigDecimal(5) : BigDecimal.ZERO;
                found.add(
                    new Counted(
                        rows.getString(1), rows.getLong(2), rows.getLong(3), isWhole, nulls));
              }
              return found;
            });
    long parts = paths.stream().mapToLong(Counted::lastPart).max().orElse(0);
    long others =
        paths.stream().map(each -> each.path().toLowerCase(Locale.ROOT)).distinct().count();
    if (others < paths.size()) {
      // The engine gives columns whose names differ in case only other names.
      return Map.of();
    }
    // What is inside of a column has a path of several names. Two of one path are counted twice.
    return paths.stream()
        .filter(each -> each.isWhole() && each.times() == parts)
        .filter(each -> source.column(each.path()).isPresent())
        .collect(Collectors.toMap(Counted::path, Counted::nulls));
  }

  /// @param times in how many parts of the file it stands
  /// @param isWhole whether all of them count it
  private record Counted(
      String path, long lastPart, long times, boolean isWhole, BigDecimal nulls) {}
}
