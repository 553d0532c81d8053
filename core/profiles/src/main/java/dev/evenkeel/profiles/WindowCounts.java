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

  /// Both windows together.
  public WindowCounts plus(WindowCounts other) {
    Map<String, long[]> sums = new LinkedHashMap<>();
    counts.forEach((column, mine) -> {
      long[] theirs = other.counts(column);
      long[] sum = mine.clone();
      Arrays.setAll(sum, bin -> mine[bin] + (bin < theirs.length ? theirs[bin] : 0));
      sums.put(column, sum);
    });
    return new WindowCounts(rows + other.rows, sums);
  }
}
