package dev.evenkeel.sources;

import dev.evenkeel.base.Problem;
import dev.evenkeel.tables.DuckDb;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/// A database's answer into a Parquet file, column by column of the type that the database says.
final class QueriedRows {
  private static final int COLUMNS_MAX = 2_000;
  private static final int CHECKED_EVERY = 100_000;

  private QueriedRows() {}

  private enum Kind {
    BOOLEAN("BOOLEAN"),
    INTEGER("BIGINT"),
    DECIMAL("DECIMAL(38, 9)"),
    NUMBER("DOUBLE"),
    DATE("DATE"),
    TIMESTAMP("TIMESTAMP"),
    ZONED("TIMESTAMP WITH TIME ZONE"),
    TEXT("VARCHAR");

    private final String sql;

    Kind(String sql) {
      this.sql = sql;
    }
  }

  private record Column(String name, Kind kind) {}

  /// @param isTyped whether a column has one type; SQLite's may hold anything in any row
  static long write(ResultSet rows, boolean isTyped, Path file, Surroundings surroundings)
      throws SQLException {
    List<Column> columns = columns(rows.getMetaData(), isTyped);
    try (DuckDb duck = new DuckDb(surroundings.into())) {
      duck.execute(
          columns.stream()
              .map(column -> DuckDb.name(column.name()) + " " + column.kind().sql)
              .collect(Collectors.joining(", ", "create temp table fetched (", ")")));
      long count = append(rows, columns, duck, surroundings.bytesMax());
      if (count > 0) {
        duck.update(
            "copy fetched to %s (format parquet, compression zstd)"
                .formatted(DuckDb.text(file.toString())));
      }
      return count;
    }
  }

  private static long append(ResultSet rows, List<Column> columns, DuckDb duck, long bytesMax)
      throws SQLException {
    long count = 0;
    long bytes = 0;
    try (DuckDBAppender appender = duck.connection().createAppender("temp", "main", "fetched")) {
      while (rows.next()) {
        appender.beginRow();
        for (int index = 0; index < columns.size(); index++) {
          bytes += append(rows, index + 1, columns.get(index).kind(), appender);
        }
        appender.endRow();
        count++;
        if (bytes > bytesMax) {
          throw tooLarge(bytesMax);
        }
        if (count % CHECKED_EVERY == 0) {
          appender.flush();
        }
      }
    }
    return count;
  }

  /// Answers about how many bytes it takes.
  private static long append(ResultSet rows, int index, Kind kind, DuckDBAppender appender)
      throws SQLException {
    switch (kind) {
      case BOOLEAN -> {
        boolean value = rows.getBoolean(index);
        if (!rows.wasNull()) {
          appender.append(value);
          return 1;
        }
      }
      case INTEGER -> {
        long value = rows.getLong(index);
        if (!rows.wasNull()) {
          appender.append(value);
          return 8;
        }
      }
      case DECIMAL -> {
        BigDecimal value = rows.getBigDecimal(index);
        if (value != null) {
          appender.append(value.setScale(9, RoundingMode.UNNECESSARY));
          return 16;
        }
      }
      case NUMBER -> {
        double value = rows.getDouble(index);
        if (!rows.wasNull()) {
          appender.append(value);
          return 8;
        }
      }
      case DATE -> {
        LocalDate value = rows.getObject(index, LocalDate.class);
        if (value != null) {
          appender.append(value);
          return 4;
        }
      }
      case TIMESTAMP -> {
        LocalDateTime value = rows.getObject(index, LocalDateTime.class);
        if (value != null) {
          appender.append(value);
          return 8;
        }
      }
      case ZONED -> {
        OffsetDateTime value = rows.getObject(index, OffsetDateTime.class);
        if (value != null) {
          appender.append(value);
          return 8;
        }
      }
      case TEXT -> {
        String value = rows.getString(index);
        if (value != null) {
          appender.append(value);
          return value.length();
        }
      }
    }
    appender.appendNull();
    return 1;
  }

  private static List<Column> columns(ResultSetMetaData given, boolean isTyped)
      throws SQLException {
    List<Column> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (given.getColumnCount() > COLUMNS_MAX) {
      throw wrong("it has %d columns".formatted(given.getColumnCount()), "at most 2,000");
    }
    for (int index = 1; index <= given.getColumnCount(); index++) {
      String name = given.getColumnLabel(index);
      // The engine does not tell `Age` from `age`.
      if (name.isBlank() || !names.add(name.toLowerCase(Locale.ROOT))) {
        throw wrong(
            "column %d has no name of its own".formatted(index), "a name for each, by `as`");
      }
      columns.add(new Column(name, isTyped ? kind(given, index) : Kind.TEXT));
    }
    return columns;
  }

  private static Kind kind(ResultSetMetaData given, int index) throws SQLException {
    if (given.getColumnTypeName(index).equalsIgnoreCase("timestamptz")) {
      return Kind.ZONED;
    }
    return switch (given.getColumnType(index)) {
      case Types.BOOLEAN, Types.BIT -> Kind.BOOLEAN;
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> Kind.INTEGER;
      case Types.DECIMAL, Types.NUMERIC -> decimal(given, index);
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> Kind.NUMBER;
      case Types.DATE -> Kind.DATE;
      case Types.TIMESTAMP -> Kind.TIMESTAMP;
      case Types.TIMESTAMP_WITH_TIMEZONE -> Kind.ZONED;
      default -> Kind.TEXT;
    };
  }

  /// A number that our decimal cannot hold exactly comes as it is written.
  private static Kind decimal(ResultSetMetaData given, int index) throws SQLException {
    int precision = given.getPrecision(index);
    int scale = given.getScale(index);
    boolean fits = precision > 0 && scale <= 9 && precision - scale <= 29;
    return fits ? Kind.DECIMAL : Kind.TEXT;
  }

  private static RuntimeException wrong(String what, String expected) {
    return Problem.of(Problem.Kind.INPUT, "the query cannot be used: " + what, expected)
        .asException();
  }

  private static RuntimeException tooLarge(long bytesMax) {
    return new Problem(
            Problem.Kind.TOO_LARGE,
            "the query answers more than we take",
            "",
            "at most %d MiB".formatted(bytesMax >> 20),
            "take less at once by a watermark, or raise `sources.bytesMax` in server.yaml")
        .asException();
  }
}
