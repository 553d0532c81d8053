package dev.evenkeel.contracts;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows in memory, column by column. Training reads thousands of rows in one, serving makes one of
/// a single row: what works on a frame therefore computes the same for both.
public final class Frame {
  private final int rows;
  private final Map<String, Column> columns;

  /// All columns must be of one length.
  public Frame(int rows, Map<String, Column> columns) {
    this.rows = rows;
    this.columns = new LinkedHashMap<>(columns);
    this.columns.forEach((name, column) -> {
      if (column.length() != rows) {
        throw new IllegalArgumentException(
            "Cannot make a frame: column %s must have %d rows, got %d"
                .formatted(name, rows, column.length()));
      }
    });
  }

  /// How many rows it has.
  public int rows() {
    return rows;
  }

  /// Its columns, in their order.
  public Set<String> names() {
    return java.util.Collections.unmodifiableSet(columns.keySet());
  }

  /// A column that must be there.
  public Column column(String name) {
    return find(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Cannot read column %s: the frame has %s".formatted(name, columns.keySet())));
  }

  /// A column that may be there.
  public Optional<Column> find(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  /// A column of numbers.
  public double[] numbers(String name) {
    if (!(column(name) instanceof Numbers numbers)) {
      throw new IllegalArgumentException(
          "Cannot read column %s: it holds no numbers".formatted(name));
    }
    return numbers.values();
  }

  /// A column of texts.
  public @Nullable String[] texts(String name) {
    if (!(column(name) instanceof Texts texts)) {
      throw new IllegalArgumentException(
          "Cannot read column %s: it holds no texts".formatted(name));
    }
    return texts.values();
  }

  /// A column of times in microseconds since 1970.
  public long[] times(String name) {
    if (!(column(name) instanceof Times times)) {
      throw new IllegalArgumentException(
          "Cannot read column %s: it holds no times".formatted(name));
    }
    return times.values();
  }

  /// The rows at these positions, in this order.
  public Frame select(int[] positions) {
    Map<String, Column> selected = new LinkedHashMap<>();
    columns.forEach((name, column) -> selected.put(name, column.select(positions)));
    return new Frame(positions.length, selected);
  }

  /// The values of one column; arrays are not copied, so whoever gets one must not write to it.
  public sealed interface Column {
    /// How many values it has.
    int length();

    /// Whether the value of a row is missing.
    boolean isMissing(int row);

    /// The values at these positions.
    Column select(int[] positions);
  }

  /// Numbers and truth values; NaN is missing.
  // Frames are read by position and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Numbers(double[] values) implements Column {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(values[row]);
    }

    @Override
    public Column select(int[] positions) {
      return new Numbers(Arrays.stream(positions).mapToDouble(row -> values[row]).toArray());
    }
  }

  /// Texts; null is missing.
  // Frames are read by position and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Texts(@Nullable String[] values) implements Column {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return values[row] == null;
    }

    @Override
    public Column select(int[] positions) {
      @Nullable String[] selected = new @Nullable String[positions.length];
      Arrays.setAll(selected, index -> values[positions[index]]);
      return new Texts(selected);
    }
  }

  /// Dates and timestamps in microseconds since 1970; [#MISSING] is missing.
  // Frames are read by position and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Times(long[] values) implements Column {
    /// Stands for no time.
    public static final long MISSING = Long.MIN_VALUE;

    @Override
    public int length() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return values[row] == MISSING;
    }

    @Override
    public Column select(int[] positions) {
      return new Times(Arrays.stream(positions).mapToLong(row -> values[row]).toArray());
    }
  }
}
