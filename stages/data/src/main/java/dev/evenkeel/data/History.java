package dev.evenkeel.data;

import dev.evenkeel.base.Micros;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.ColumnSummary;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.Frames;
import dev.evenkeel.tables.Frames.Selected;
import dev.evenkeel.tables.TextFiles;
import dev.evenkeel.tables.TypedSql;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// A file whose rows have times, in the order in which they happened. Rows of one time keep the
/// order of the file; [#ROW] is the line that they stand on.
public final class History implements AutoCloseable {
  /// Before every row. A batch that begins here also takes the rows whose time cannot be read, so
  /// that they end in quarantine with a reason instead of nowhere.
  public static final Instant BEGINNING = Instant.parse("0001-01-01T00:00:00Z");

  /// The column with the number of a row in its file, from 1.
  public static final String ROW = "_row";

  // The first that all cells are.
  private static final List<LogicalType> CANDIDATES =
      List.of(LogicalType.INTEGER, LogicalType.NUMBER, LogicalType.DATE, LogicalType.TIMESTAMP);
  private static final String TIME = "\"~time\"";

  private final DuckDb duck;
  private final ReentrantLock lock = new ReentrantLock();
  private final String table;
  private final String name;
  private final List<String> columns;

  private History(DuckDb duck, String table, String name, List<String> columns) {
    this.duck = duck;
    this.table = table;
    this.name = name;
    this.columns = columns;
  }

  /// @param duck a connection of its own, which is closed with it
  static History open(DuckDb duck, Path file, String timeColumn, String format) {
    List<String> columns = TextFiles.columns(duck, file);
    TextFiles.demandColumn(columns, timeColumn, file);
    if (columns.contains(ROW)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "column `%s` is a name of ours".formatted(ROW),
              file.getFileName().toString(),
              "any other name",
              "rename the column")
          .asException();
    }
    String table = "history_" + UUID.randomUUID().toString().replace("-", "");
    String time =
        TypedSql.typed(Property.of(timeColumn, LogicalType.TIMESTAMP, true).withFormat(format));
    try {
      duck.execute(
          ("create temp table %s as select * from (select *, %s as %s, row_number() over () as %s from"
                  + " (select columns(*)::varchar from %s)) order by %s nulls last, %s")
              .formatted(table, time, TIME, ROW, TextFiles.relation(file), TIME, ROW));
    } catch (IllegalStateException e) {
      throw TextFiles.unreadable(file, e);
    }
    return new History(duck, table, file.getFileName().toString(), columns);
  }

  /// The file's name.
  public String name() {
    return name;
  }

  /// The file's columns.
  public List<String> columns() {
    return columns;
  }

  /// How many rows have a time that can be read.
  public long rows() {
    return number("count(%s)".formatted(TIME));
  }

  /// How many rows have none; they are in no stretch of time.
  public long undated() {
    return number("count(*) - count(%s)".formatted(TIME));
  }

  /// How many rows lie in a stretch of time.
  public long rows(Instant from, Instant to) {
    return number("count(*) filter (where %s)".formatted(within(from, to)));
  }

  /// Time of the first row; there must be one.
  public Instant first() {
    return Micros.instant(number("epoch_us(min(%s))".formatted(TIME)));
  }

  /// Time of the last row; there must be one.
  public Instant last() {
    return Micros.instant(number("epoch_us(max(%s))".formatted(TIME)));
  }

  /// Rows of a stretch of time, typed by a contract, in order; what cannot be read is missing.
  ///
  /// @return the contract's columns and [#ROW]
  public Frame rows(Contract contract, Instant from, Instant to) {
    List<Selected> selected = new ArrayList<>();
    for (Property property : contract.properties()) {
      String sql = columns.contains(property.name()) ? TypedSql.typed(property) : "null";
      selected.add(new Selected(property.name(), property.type(), sql));
    }
    selected.add(new Selected(ROW, LogicalType.INTEGER, ROW));
    return locked(() ->
        Frames.read(
            duck,
            selected,
            "from %s where %s order by %s, %s".formatted(table, within(from, to), TIME, ROW)));
  }

  /// What the columns look like within a stretch of time.
  public List<ColumnSummary> summaries(Instant from, Instant to) {
    List<ColumnSummary> summaries = new ArrayList<>();
    for (String column : columns) {
      summaries.add(locked(() -> summary(column, within(from, to))));
    }
    return summaries;
  }

  private ColumnSummary summary(String column, String within) {
    String raw = DuckDb.name(column);
    // 0 and 1 are rather numbers, so a truth value is one that is written out.
    String counts =
        CANDIDATES.stream()
            .map(type -> TypedSql.typed(Property.of(column, type, false)))
            .map(typed -> ", count(%s)".formatted(typed))
            .collect(Collectors.joining());
    return duck.query(
        ("select count(*), count(%1$s), count(distinct %1$s),"
                + " count(*) filter (where lower(%1$s) in ('true', 'false'))%2$s from %3$s where %4$s")
            .formatted(raw, counts, table, within),
        rows -> {
          rows.next();
          long all = rows.getLong(1);
          long present = rows.getLong(2);
          long distinct = rows.getLong(3);
          LogicalType type = LogicalType.STRING;
          if (present > 0 && rows.getLong(4) == present) {
            type = LogicalType.BOOLEAN;
          }
          for (int index = CANDIDATES.size() - 1; present > 0 && index >= 0; index--) {
            if (rows.getLong(5 + index) == present) {
              type = CANDIDATES.get(index);
            }
          }
          List<String> values = distinct <= 100 ? values(raw, within) : List.of();
          return new ColumnSummary(column, type, "", all, all - present, distinct, values);
        });
  }

  private List<String> values(String raw, String within) {
    return duck.query(
        "select distinct %1$s from %2$s where %3$s and %1$s is not null order by 1"
            .formatted(raw, table, within),
        rows -> {
          List<String> values = new ArrayList<>();
          while (rows.next()) {
            values.add(rows.getString(1));
          }
          return values;
        });
  }

  /// SQL of a stretch of time, in order, with cells of text.
  String slice(Instant from, Instant to) {
    String cells = columns.stream().map(DuckDb::name).collect(Collectors.joining(", "));
    String undated = from.equals(BEGINNING) ? " or %s is null".formatted(TIME) : "";
    return "(select %s from %s where (%s)%s order by %s, %s)"
        .formatted(cells, table, within(from, to), undated, TIME, ROW);
  }

  private static String within(Instant from, Instant to) {
    return "epoch_us(%1$s) >= %2$d and epoch_us(%1$s) < %3$d"
        .formatted(TIME, Micros.of(from), Micros.of(to));
  }

  private long number(String expression) {
    return locked(() ->
        duck.query(
            "select %s from %s".formatted(expression, table),
            rows -> {
              rows.next();
              return rows.getLong(1);
            }));
  }

  /// Drops the engine's copy of the rows; the file stays.
  @Override
  public void close() {
    locked(() -> {
      duck.execute("drop table if exists " + table);
      duck.close();
      return true;
    });
  }

  /// Work on the connection that has the rows.
  <T> T onItsConnection(java.util.function.Function<DuckDb, T> work) {
    return locked(() -> work.apply(duck));
  }

  private <T> T locked(java.util.function.Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
