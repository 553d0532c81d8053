package dev.evenkeel.runtimes.python;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Compares two scorers on the same rows, by the path that requests take.
final class Comparison {
  static final double TOLERANCE = 1e-5;

  private static final int MIXED_ROWS = 200;
  private static final int CALLS = 101;
  private static final int CALLS_BEFORE = 30;
  private static final long SECONDS_NANOS = 3_000_000_000L;

  private Comparison() {}

  /// Rows that combine the values of the given ones, numbers between two of them included: few
  /// examples would leave most of a model unseen.
  static Frame mixed(Frame rows, List<LoggedColumn> columns) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    Map<String, Frame.Column> mixed = new LinkedHashMap<>();
    for (LoggedColumn column : columns) {
      switch (rows.column(column.name())) {
        case Frame.Texts texts -> {
          @Nullable String[] some = new @Nullable String[MIXED_ROWS];
          Arrays.setAll(some, _ -> texts.values()[random.nextInt(rows.rows())]);
          mixed.put(column.name(), new Frame.Texts(some));
        }
        case Frame.Numbers(double[] values) -> {
          double[] some = new double[MIXED_ROWS];
          boolean whole =
              !column.property().type().equals(dev.evenkeel.contracts.LogicalType.NUMBER);
          Arrays.setAll(some, _ -> between(values, whole, random));
          mixed.put(column.name(), new Frame.Numbers(some));
        }
        case Frame.Times times -> mixed.put(column.name(), times);
      }
    }
    return new Frame(MIXED_ROWS, mixed);
  }

  private static double between(double[] values, boolean whole, RandomGenerator random) {
    double one = values[random.nextInt(values.length)];
    double other = values[random.nextInt(values.length)];
    return whole || random.nextBoolean() ? one : one + random.nextDouble() * (other - one);
  }

  /// The largest difference of two answers; infinite when their labels differ, or only one of them
  /// is a number.
  static double largestDifference(Scorer one, Scorer other, Frame rows) {
    List<Prediction> expected = one.score(rows);
    List<Prediction> found = other.score(rows);
    double largest = 0;
    for (int row = 0; row < expected.size(); row++) {
      largest = Math.max(largest, difference(expected.get(row), found.get(row)));
    }
    return largest;
  }

  private static double difference(Prediction expected, Prediction found) {
    if (expected.labelIndex() != found.labelIndex()) {
      return Double.POSITIVE_INFINITY;
    }
    if (expected.labelIndex() < 0) {
      double scale = Math.max(1, Math.abs(expected.value()));
      return known(Math.abs(expected.value() - found.value()) / scale);
    }
    double largest = 0;
    for (int index = 0; index < expected.probabilities().length; index++) {
      largest =
          Math.max(
              largest,
              known(Math.abs(expected.probabilities()[index] - found.probabilities()[index])));
    }
    return largest;
  }

  private static double known(double difference) {
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /// The median time of one row by itself, in microseconds.
  static double medianMicros(Scorer scorer, Frame rows) {
    long until = System.nanoTime() + SECONDS_NANOS;
    List<Long> nanos = new ArrayList<>();
    for (int call = 0; call < CALLS_BEFORE + CALLS && System.nanoTime() < until; call++) {
      Frame row = rows.select(new int[] {call % rows.rows()});
      long start = System.nanoTime();
      scorer.score(row);
      long took = System.nanoTime() - start;
      if (call >= CALLS_BEFORE || nanos.isEmpty()) {
        nanos.add(took);
      }
    }
    nanos.sort(null);
    return nanos.get(nanos.size() / 2) / 1000.0;
  }
}
