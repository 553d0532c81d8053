package dev.evenkeel.data;

import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TextFiles;
import dev.evenkeel.tables.TypedSql;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// How the times of a column are written.
///
/// @param type `DATE` or `TIMESTAMP`
/// @param pattern of the JDK, such as `yyMMdd`; empty for ISO 8601
public record TimeFormat(LogicalType type, String pattern) {
  /// Cells that another format may read; what is left goes to quarantine.
  private static final double READABLE_MIN = 0.9;

  // The first that reads the most wins, so of two that read everything the more common one stands
  // first: a column of days up to the 12th only is read as the United States write it.
  private static final List<TimeFormat> KNOWN =
      List.of(
          date(""),
          timestamp(""),
          date("yyyyMMdd"),
          date("yyMMdd"),
          date("yyyy/MM/dd"),
          date("yyyy.MM.dd"),
          date("MM/dd/yyyy"),
          date("M/d/yyyy"),
          date("dd/MM/yyyy"),
          date("d/M/yyyy"),
          date("dd.MM.yyyy"),
          date("d.M.yyyy"),
          date("dd-MM-yyyy"),
          date("MM/dd/yy"),
          date("M/d/yy"),
          date("d-MMM-yyyy"),
          date("d MMM yyyy"),
          date("ddMMMyyyy"),
          timestamp("M/d/yyyy H:mm"),
          timestamp("M/d/yyyy H:mm:ss"),
          timestamp("d/M/yyyy H:mm"),
          timestamp("d.M.yyyy H:mm"),
          timestamp("d.M.yyyy H:mm:ss"),
          timestamp("yyyy/MM/dd HH:mm:ss"),
          timestamp("yyyyMMddHHmmss"));

  /// A format that a person gave: a timestamp when it has hours.
  public static TimeFormat written(String pattern) {
    Formats.strptime(pattern);
    return pattern.toUpperCase(Locale.ROOT).contains("H") ? timestamp(pattern) : date(pattern);
  }

  private static TimeFormat date(String pattern) {
    return new TimeFormat(LogicalType.DATE, pattern);
  }

  private static TimeFormat timestamp(String pattern) {
    return new TimeFormat(LogicalType.TIMESTAMP, pattern);
  }

  /// Tries every known format on every cell, in one pass.
  static Optional<TimeFormat> of(DuckDb duck, Path file, String column) {
    TextFiles.demandColumn(TextFiles.columns(duck, file), column, file);
    String counts =
        KNOWN.stream()
            .map(format -> TypedSql.typed(format.property(column)))
            .map("count(%s)"::formatted)
            .collect(Collectors.joining(", "));
    List<Long> read;
    try {
      read =
          duck.query(
              "select count(%1$s), %2$s from (select %1$s::varchar as %1$s from %3$s)"
                  .formatted(DuckDb.name(column), counts, TextFiles.relation(file)),
              rows -> {
                rows.next();
                List<Long> numbers = new ArrayList<>();
                for (int index = 1; index <= KNOWN.size() + 1; index++) {
                  numbers.add(rows.getLong(index));
                }
                return numbers;
              });
    } catch (IllegalStateException e) {
      throw TextFiles.unreadable(file, e);
    }
    return best(read.getFirst(), read.subList(1, read.size()));
  }

  private static Optional<TimeFormat> best(long cells, List<Long> read) {
    int best = 0;
    for (int index = 1; index < read.size(); index++) {
      if (read.get(index) > read.get(best)) {
        best = index;
      }
    }
    boolean readable = read.get(best) > 0 && read.get(best) >= READABLE_MIN * cells;
    return readable ? Optional.of(KNOWN.get(best)) : Optional.empty();
  }

  /// A column whose cells are written so.
  public Property property(String column) {
    return Property.of(column, type, true).withFormat(pattern);
  }
}
