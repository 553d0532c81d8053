package dev.evenkeel.models.features;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Neighbouring rows of a frame, and the registers in which their values are computed. For one
/// thread.
public final class Block {
  // A register of numbers takes 4 KiB, so that an expression's registers stay in the nearest cache.
  private static final int ROWS_MAX = 512;

  private final Columns columns;
  private final int rows;
  private final int size;
  private final ArrayDeque<double[]> numbers = new ArrayDeque<>();
  private final ArrayDeque<@Nullable String[]> texts = new ArrayDeque<>();
  private final ArrayDeque<long[]> times = new ArrayDeque<>();
  private int from;

  /// The first rows of a frame.
  ///
  /// @param rows of the whole frame
  public Block(Columns columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    this.size = Math.min(ROWS_MAX, rows);
  }

  /// The first row, by its position in the frame.
  public int from() {
    return from;
  }

  /// How many rows; 0 after the last block.
  public int count() {
    return Math.min(size, rows - from);
  }

  /// Goes on to the next rows.
  public void advance() {
    from += count();
  }

  Columns columns() {
    return columns;
  }

  /// A register, to be handed back by `free`; it holds what it held before.
  public double[] numbers() {
    double[] free = numbers.pollFirst();
    return free == null ? new double[size] : free;
  }

  /// A register for texts.
  public @Nullable String[] texts() {
    @Nullable String[] free = texts.pollFirst();
    return free == null ? new @Nullable String[size] : free;
  }

  long[] times() {
    long[] free = times.pollFirst();
    return free == null ? new long[size] : free;
  }

  /// Hands a register back.
  public void free(double[] register) {
    numbers.addFirst(register);
  }

  /// Hands a register back.
  public void free(@Nullable String[] register) {
    texts.addFirst(register);
  }

  void free(long[] register) {
    times.addFirst(register);
  }
}
