package dev.evenkeel.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// What a column of a version looks like. Two of disjoint rows make one of them all.
///
/// @param field Iceberg's id, which stays when the column gets another name
/// @param rows missing ones too
/// @param distinct about how many values
/// @param numbers of numbers, and of times in seconds since 1970; nothing of others
/// @param top counts of the values of a column that has few; empty for one that has many
public record ColumnStatistics(
    int field,
    String column,
    String type,
    long rows,
    long nulls,
    long distinct,
    Numbers numbers,
    Map<String, Long> top) {
  static final int TOP_MAX = 100;

  public ColumnStatistics {
    top = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(top));
  }

  /// What only numbers have.
  ///
  /// @param count finite ones
  /// @param m2 sum of squared differences from the mean
  public record Numbers(
      long count, double min, double max, double mean, double m2, Histogram histogram) {
    static final Numbers NONE = new Numbers(0, 0, 0, 0, 0, new Histogram(0, Map.of()));

    /// Standard deviation of the population.
    public double sd() {
      return count == 0 ? 0 : rounded(Math.sqrt(m2 / count));
    }

    Numbers and(Numbers other) {
      if (count == 0 || other.count == 0) {
        return count == 0 ? other : this;
      }
      long all = count + other.count;
      double apart = other.mean - mean;
      return new Numbers(
          all,
          Math.min(min, other.min),
          Math.max(max, other.max),
          rounded(mean + apart * other.count / all),
          rounded(m2 + other.m2 + apart * apart * count * other.count / all),
          histogram.and(other.histogram));
    }
  }

  /// Equal bins whose width is a power of two and whose edges are multiples of it, so that those of
  /// two batches fit.
  ///
  /// @param exponent of the width
  /// @param counts by the bin's number: it holds `number * width <= x < (number + 1) * width`
  public record Histogram(int exponent, Map<Long, Long> counts) {
    static final int BINS_MAX = 32;

    public Histogram {
      counts = java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    Histogram and(Histogram other) {
      int wide = Math.max(exponent, other.exponent);
      TreeMap<Long, Long> sum = new TreeMap<>(widened(wide));
      other.widened(wide).forEach((bin, count) -> sum.merge(bin, count, Long::sum));
      Histogram both = new Histogram(wide, sum);
      while (!sum.isEmpty() && both.span() > BINS_MAX) {
        both = new Histogram(both.exponent + 1, both.widened(both.exponent + 1));
      }
      return both;
    }

    private long span() {
      TreeMap<Long, Long> sorted = new TreeMap<>(counts);
      return sorted.lastKey() - sorted.firstKey() + 1;
    }

    private Map<Long, Long> widened(int to) {
      int shift = Math.min(62, to - exponent);
      TreeMap<Long, Long> wide = new TreeMap<>();
      counts.forEach((bin, count) -> wide.merge(bin >> shift, count, Long::sum));
      return wide;
    }
  }

  /// The same with rows of another batch.
  ///
  /// @param together about how many values both have
  ColumnStatistics and(ColumnStatistics other, long together) {
    Map<String, Long> sum = new TreeMap<>(top);
    other.top.forEach((value, count) -> sum.merge(value, count, Long::sum));
    boolean few = isFew() && other.isFew() && sum.size() <= TOP_MAX;
    return new ColumnStatistics(
        field,
        other.column,
        type,
        rows + other.rows,
        nulls + other.nulls,
        together,
        numbers.and(other.numbers),
        few ? sum : Map.of());
  }

  private boolean isFew() {
    return !top.isEmpty() || nulls == rows;
  }

  /// The same of more rows, which all lack the column.
  ColumnStatistics andMissing(long more) {
    return new ColumnStatistics(
        field, column, type, rows + more, nulls + more, distinct, numbers, top);
  }

  /// The same under another name.
  ColumnStatistics named(String name) {
    return new ColumnStatistics(field, name, type, rows, nulls, distinct, numbers, top);
  }

  /// What sums of many threads differ in is left out: the same rows give the same text.
  static double rounded(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return 0;
    }
    return new java.math.BigDecimal(value)
        .round(new java.math.MathContext(12, java.math.RoundingMode.HALF_EVEN))
        .doubleValue();
  }
}
