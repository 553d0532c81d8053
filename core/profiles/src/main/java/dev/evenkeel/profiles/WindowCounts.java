package dev.evenkeel.profiles;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Exact counts of a window. Counts of its parts, from any nodes in any order, add up to the same.
public final class WindowCounts {
  private final long rows;
  private final Map<String, long[]> counts;

  WindowCounts(long rows, Map<String, long[]> counts) {
    this.rows = rows;
    this.counts = counts;
  }

  /// Rows of the window.
  public long rows() {
    return rows;
  }

  /// The columns that were counted.
  public Set<String> columns() {
    return java.util.Collections.unmodifiableSet(counts.keySet());
  }

  /// Rows in each bin of a column.
  public long[] counts(String column) {
    return counts.getOrDefault(column, new long[0]).clone();
  }

  /// Both windows together; a column that only one of them has keeps its counts.
  public WindowCounts plus(WindowCounts other) {
    Map<String, long[]> sums = new LinkedHashMap<>(counts);
    other.counts.forEach((column, theirs) -> sums.merge(column, theirs, WindowCounts::sum));
    return new WindowCounts(rows + other.rows, sums);
  }

  private static long[] sum(long[] mine, long[] theirs) {
    if (mine.length != theirs.length) {
      throw new IllegalArgumentException(
          "Cannot add counts: they must be of one profile, got %d and %d bins"
              .formatted(mine.length, theirs.length));
    }
    long[] sum = new long[mine.length];
    Arrays.setAll(sum, bin -> mine[bin] + theirs[bin]);
    return sum;
  }
}
