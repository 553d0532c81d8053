package dev.evenkeel.contracts;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows in memory, column by column. Training reads thousands of rows in one, serving makes one of
/// a single row: what works on a frame therefore computes the same for both.
public final class Frame {
  private final int rows;
  private final Layout layout;
  private final Column[] columns;

  /// All columns must be of one length.
  public Frame(int rows, Map<String, Column> columns) {
    this(rows, new Layout(columns.keySet()), columns.values().toArray(Column[]::new));
  }

  /// All columns must be of one length.
  ///
  /// @param layout their names, shared by all frames of a kind
  /// @param columns in the order of the layout; the frame keeps the array
  public Frame(int rows, Layout layout, Column[] columns) {
    this.rows = rows;
    this.layout = layout;
    this.columns = columns;
    if (columns.length != layout.names.size()) {
      throw new IllegalArgumentException(
          "Cannot make a frame: it must have %d columns, got %d"
              .formatted(layout.names.size(), columns.length));
    }
    for (int index = 0; index < columns.length; index++) {
      if (columns[index].length() != rows) {
        throw new IllegalArgumentException(
            "Cannot make a frame: column %s must have %d rows, got %d"
                .formatted(layout.names.get(index), rows, columns[index].length()));
      }
    }
  }

  /// The names of a frame's columns. Who makes many frames of one kind makes it once.
  public static final class Layout {
    private final List<String> names;
    private final Map<String, Integer> positions = new LinkedHashMap<>();

    /// @param names in their order, each once
    public Layout(Collection<String> names) {
      this.names = List.copyOf(names);
      for (String name : this.names) {
        positions.put(name, positions.size());
      }
      if (positions.size() != this.names.size()) {
        throw new IllegalArgumentException(
            "Cannot lay out columns: each name must come once, got %s".formatted(names));
      }
    }
  }

  /// How many rows it has.
  public int rows() {
    return rows;
  }

  /// Its columns, in their order.
  public Set<String> names() {
    return Collections.unmodifiableSet(layout.positions.keySet());
  }

  /// A column that must be there.
  public Column column(String name) {
    Integer position = layout.positions.get(name);
    if (position == null) {
      throw new IllegalArgumentException(
          "Cannot read column %s: the frame has %s".formatted(name, layout.names));
    }
    return columns[position];
  }

  /// A column that may be there.
  public Optional<Column> find(String name) {
    return Optional.ofNullable(layout.positions.get(name)).map(position -> columns[position]);
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
    Column[] selected = new Column[columns.length];
    Arrays.setAll(selected, index -> columns[index].select(positions));
    return new Frame(positions.length, layout, selected);
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
