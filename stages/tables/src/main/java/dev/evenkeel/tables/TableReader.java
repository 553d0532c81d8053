package dev.evenkeel.tables;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.contracts.Check;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a file of any size block by block, as a model sees it. One thread at a time.
public final class TableReader implements AutoCloseable {
  private final DuckDb duck;
  private final TableSource source;
  private final InputSql sql;
  private final List<Property> inputs;
  private final int blockRows;
  private final Chunks chunks;
  private long rowsRead;
  private @Nullable DuckDBDataChunkReader chunk;
  private int chunkRow;

  private TableReader(
      DuckDb duck, TableSource source, InputSql sql, List<Property> inputs, Options options) {
    this.duck = duck;
    this.source = source;
    this.sql = sql;
    this.inputs = inputs;
    this.blockRows = options.blockRows();
    this.chunks = new Chunks(duck, sql.statement(options.whole()));
  }

  /// How a file is read.
  ///
  /// @param blockRows at most so many rows at once
  /// @param whole whether rejected rows are wanted with all of their values
  /// @param mayMiss whether the file may lack inputs that are not demanded
  public record Options(int blockRows, boolean whole, boolean mayMiss) {
    public Options {
      if (blockRows < 1) {
        throw new IllegalArgumentException("Cannot read blocks: they need a row, got " + blockRows);
      }
    }
  }

  /// Opens a file.
  ///
  /// @param inputs what is read of it, and the rules that each row is held to
  /// @param scratch a folder for what does not fit into memory
  /// @throws dev.evenkeel.base.ProblemException when it is missing, cannot be read or lacks inputs
  public static TableReader open(
      TableFile file, List<Property> inputs, Options options, Path scratch) {
    DuckDb duck = new DuckDb(scratch);
    try {
      TableSource source = TableSource.open(duck, file);
      InputSql sql = new InputSql(source, inputs);
      sql.demandColumns(options.mayMiss());
      return new TableReader(duck, source, sql, List.copyOf(inputs), options);
    } catch (RuntimeException e) {
      duck.close();
      throw e;
    }
  }

  /// The file's columns.
  public List<String> columns() {
    return source.columns().stream().map(TableSource.Column::name).toList();
  }

  /// The next rows; empty at the end.
  public Optional<RowBlock> next() {
    Building block = new Building(rowsRead + 1);
    try {
      while (block.rows < blockRows && hasRow()) {
        DuckDBDataChunkReader read = Objects.requireNonNull(chunk);
        int count = (int) Math.min(read.rowCount() - chunkRow, blockRows - block.rows);
        block.add(read, chunkRow, count);
        chunkRow += count;
      }
    } catch (IllegalStateException e) {
      throw TableSource.unreadable(source.file(), e);
    }
    rowsRead += block.rows;
    return block.rows == 0 ? Optional.empty() : Optional.of(block.done());
  }

  private boolean hasRow() {
    while (chunk == null || chunkRow >= chunk.rowCount()) {
      if (!chunks.next()) {
        return false;
      }
      chunk = chunks.chunk();
      chunkRow = 0;
    }
    return true;
  }

  /// How many rows the file says that it has; empty for a format that does not say it.
  public static OptionalLong rows(TableFile file, Path scratch) {
    if (file.format() != TableFile.Format.PARQUET) {
      return OptionalLong.empty();
    }
    try (DuckDb duck = new DuckDb(scratch)) {
      return duck.query(
          "select coalesce(sum(num_rows), 0) from parquet_file_metadata(%s)"
              .formatted(DuckDb.text(file.path().toAbsolutePath().toString())),
          rows -> {
            rows.next();
            return OptionalLong.of(rows.getLong(1));
          });
    } catch (IllegalStateException e) {
      throw TableSource.unreadable(file, e);
    }
  }

  @Override
  public void close() {
    try (duck) {
      chunks.close();
    }
  }

  /// A block that grows.
  private final class Building {
    private final long first;
    private final Object[] columns = new Object[inputs.size()];
    private final List<RejectedRow> rejected = new ArrayList<>();
    private final BitSet warned = new BitSet();
    private int rows;

    Building(long first) {
      this.first = first;
      for (int column = 0; column < columns.length; column++) {
        LogicalType type = inputs.get(column).type();
        columns[column] =
            type.isTime()
                ? new long[blockRows]
                : type.isNumeric() ? new double[blockRows] : new @Nullable String[blockRows];
      }
    }

    void add(DuckDBDataChunkReader read, int from, int count) {
      for (int column = 0; column < columns.length; column++) {
        DuckDBReadableVector vector = read.vector(column);
        switch (columns[column]) {
          case double[] numbers -> {
            for (int row = 0; row < count; row++) {
              boolean missing = vector.isNull(from + row);
              numbers[rows + row] = missing ? Double.NaN : vector.getDouble(from + row);
            }
          }
          case long[] times -> {
            for (int row = 0; row < count; row++) {
              boolean missing = vector.isNull(from + row);
              times[rows + row] = missing ? Frame.Times.MISSING : vector.getLong(from + row);
            }
          }
          default -> {
            @Nullable String[] texts = texts(column);
            for (int row = 0; row < count; row++) {
              boolean missing = vector.isNull(from + row);
              texts[rows + row] = missing ? null : vector.getString(from + row);
            }
          }
        }
      }
      judge(read, from, count);
      rows += count;
    }

    private void judge(DuckDBDataChunkReader read, int from, int count) {
      DuckDBReadableVector broken = read.vector(columns.length);
      DuckDBReadableVector found = read.vector(columns.length + 1);
      DuckDBReadableVector whole = read.vector(columns.length + 2);
      for (int row = 0; row < count; row++) {
        String numbers = broken.isNull(from + row) ? "" : broken.getString(from + row);
        if (!numbers.isEmpty()) {
          String values = whole.isNull(from + row) ? "" : whole.getString(from + row);
          judge(numbers, found.getString(from + row), values, row);
        }
      }
    }

    private void judge(String numbers, String found, String values, int row) {
      JsonNode cells = Json.parse(found.getBytes(StandardCharsets.UTF_8), "a row");
      List<RejectedRow.Cell> wrong = new ArrayList<>();
      for (String number : numbers.split(",", -1)) {
        Check check = sql.checks().get(Integer.parseInt(number));
        if (check.severity() == Severity.ERROR) {
          JsonNode cell = cells.path(sql.position(check));
          String shown = cell.isNull() ? "nothing" : Names.abbreviate(cell.asString(""));
          wrong.add(new RejectedRow.Cell(check.column(), check.rule(), check.expected(), shown));
        }
      }
      if (wrong.isEmpty()) {
        warned.set(rows + row);
      } else {
        rejected.add(new RejectedRow(first + rows + row, wrong, values));
      }
    }

    private @Nullable String[] texts(int column) {
      return (@Nullable String[]) columns[column];
    }

    RowBlock done() {
      Map<String, Frame.Column> made = new LinkedHashMap<>();
      for (int column = 0; column < columns.length; column++) {
        made.put(
            inputs.get(column).name(),
            switch (columns[column]) {
              case double[] numbers -> new Frame.Numbers(Arrays.copyOf(numbers, rows));
              case long[] times -> new Frame.Times(Arrays.copyOf(times, rows));
              default -> new Frame.Texts(Arrays.copyOf(texts(column), rows));
            });
      }
      return new RowBlock(first, new Frame(rows, made), rejected, warned);
    }
  }
}
