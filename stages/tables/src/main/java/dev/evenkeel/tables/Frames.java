package dev.evenkeel.tables;

import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// Frames into the engine and out of it.
public final class Frames {
  private static final int FIRST_CAPACITY = 1_024;

  private Frames() {}

  /// A column of a query's answer.
  public record Selected(String name, LogicalType type, String sql) {
    /// What the query must select so that [#read] finds its kind.
    String select() {
      String value =
          type.isTime()
              ? "epoch_us(cast(%s as timestamptz))".formatted(sql)
              : type.isNumeric()
                  ? "cast(%s as double)".formatted(sql)
                  : "cast(%s as varchar)".formatted(sql);
      return value + " as " + DuckDb.name(name);
    }
  }

  /// Answers a query's rows.
  ///
  /// @param fromWhereOrder what stands after the selected columns
  public static Frame read(DuckDb duck, List<Selected> columns, String fromWhereOrder) {
    String select = columns.stream().map(Selected::select).collect(Collectors.joining(", "));
    return duck.query(
        "select %s %s".formatted(select, fromWhereOrder), rows -> read(columns, rows));
  }

  private static Frame read(List<Selected> columns, ResultSet rows) throws SQLException {
    List<Growing> growing = columns.stream().map(column -> Growing.of(column.type())).toList();
    int count = 0;
    while (rows.next()) {
      for (int index = 0; index < growing.size(); index++) {
        growing.get(index).add(rows, index + 1, count);
      }
      count++;
    }
    Map<String, Frame.Column> read = new LinkedHashMap<>();
    for (int index = 0; index < columns.size(); index++) {
      read.put(columns.get(index).name(), growing.get(index).finish(count));
    }
    return new Frame(count, read);
  }

  /// Collects a column whose length is not known yet.
  private sealed interface Growing {
    void add(ResultSet rows, int column, int row) throws SQLException;

    Frame.Column finish(int rows);

    static Growing of(LogicalType type) {
      if (type.isTime()) {
        return new Times();
      }
      return type.isNumeric() ? new Numbers() : new Texts();
    }

    final class Numbers implements Growing {
      private double[] values = new double[FIRST_CAPACITY];

      @Override
      public void add(ResultSet rows, int column, int row) throws SQLException {
        if (row == values.length) {
          values = Arrays.copyOf(values, row * 2);
        }
        double value = rows.getDouble(column);
        values[row] = rows.wasNull() ? Double.NaN : value;
      }

      @Override
      public Frame.Column finish(int rows) {
        return new Frame.Numbers(Arrays.copyOf(values, rows));
      }
    }

    final class Times implements Growing {
      private long[] values = new long[FIRST_CAPACITY];

      @Override
      public void add(ResultSet rows, int column, int row) throws SQLException {
        if (row == values.length) {
          values = Arrays.copyOf(values, row * 2);
        }
        long value = rows.getLong(column);
        values[row] = rows.wasNull() ? Frame.Times.MISSING : value;
      }

      @Override
      public Frame.Column finish(int rows) {
        return new Frame.Times(Arrays.copyOf(values, rows));
      }
    }

    final class Texts implements Growing {
      // Levels repeat, so a row shares its text with the rows before.
      private final Map<String, String> seen = new LinkedHashMap<>();
      private @Nullable String[] values = new @Nullable String[FIRST_CAPACITY];

      @Override
      public void add(ResultSet rows, int column, int row) throws SQLException {
        if (row == values.length) {
          values = Arrays.copyOf(values, row * 2);
        }
        String value = rows.getString(column);
        values[row] =
            value == null || seen.size() > 10_000
                ? value
                : seen.computeIfAbsent(value, same -> same);
      }

      @Override
      public Frame.Column finish(int rows) {
        return new Frame.Texts(Arrays.copyOf(values, rows));
      }
    }
  }

  /// Puts a frame into a temporary table of texts, as any source comes.
  public static void write(DuckDb duck, Frame frame, Contract contract, String table) {
    List<String> names = new ArrayList<>(frame.names());
    duck.execute(
        "create temp table %s (%s)"
            .formatted(
                table,
                names.stream()
                    .map(name -> DuckDb.name(name) + " varchar")
                    .collect(Collectors.joining(", "))));
    try (DuckDBAppender appender = duck.connection().createAppender("temp", "main", table)) {
      for (int row = 0; row < frame.rows(); row++) {
        appender.beginRow();
        for (String name : names) {
          appender.append(text(frame.column(name), row, contract.property(name).orElse(null)));
        }
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot hand rows to the query engine", e);
    }
  }

  private static @Nullable String text(Frame.Column column, int row, @Nullable Property property) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Frame.Numbers numbers -> number(numbers.values()[row], property);
      case Frame.Texts texts -> texts.values()[row];
      case Frame.Times times ->
          Formats.print(
              times.values()[row],
              property == null ? LogicalType.TIMESTAMP : property.type(),
              property == null ? "" : property.format());
    };
  }

  private static String number(double value, @Nullable Property property) {
    return property != null && property.type() == LogicalType.BOOLEAN
        ? String.valueOf(value != 0)
        : String.valueOf(value);
  }
}
