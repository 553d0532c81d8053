package dev.evenkeel.training.evaluation;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.training.evaluation.SliceSet.Finding;
import dev.evenkeel.training.evaluation.SliceSet.Interval;
import dev.evenkeel.training.evaluation.SliceSet.Slice;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Cuts judged rows into slices and judges each by a percentile bootstrap.
public final class Slicer {
  /// Below this a percentile bootstrap of a mean is too narrow to be believed.
  static final int ROWS_MIN = 30;

  private static final int SLICES_MAX = 20;
  private static final int LEVELS_MAX = 10;
  private static final int BANDS = 4;
  private static final int RESAMPLES = 1_000;
  private static final int RESAMPLES_MIN = 200;
  private static final long DRAWS_MAX = 5_000_000;
  private static final double TAIL = 0.025;
  private static final String MISSING = "(missing)";

  private final String metric;
  private final double[] perRow;
  private final boolean isGoodWhenHigh;
  private final long seed;

  /// Judges slices of rows that were judged one by one.
  ///
  /// @param metric whose mean over rows is judged
  /// @param perRow its value for each row
  public Slicer(String metric, double[] perRow, boolean isGoodWhenHigh, long seed) {
    this.metric = metric;
    this.perRow = perRow.clone();
    this.isGoodWhenHigh = isGoodWhenHigh;
    this.seed = seed;
  }

  /// The same arguments give the same slices.
  public SliceSet cut(Frame frame, List<String> columns) {
    List<IntFunction<String>> values =
        columns.stream().map(column -> values(frame.column(column))).toList();
    Map<String, List<Integer>> rows = new TreeMap<>();
    for (int row = 0; row < frame.rows(); row++) {
      rows.computeIfAbsent(key(values, row), _ -> new ArrayList<>()).add(row);
    }
    List<List<Integer>> largest =
        rows.values().stream()
            .sorted(Comparator.comparingInt((List<Integer> list) -> -list.size()))
            .limit(SLICES_MAX)
            .toList();
    double overall = Arrays.stream(perRow).average().orElse(Double.NaN);
    List<Slice> slices =
        largest.stream()
            .map(list -> {
              int first = list.getFirst();
              return slice(values.stream().map(each -> each.apply(first)).toList(), list, overall);
            })
            .toList();
    return new SliceSet(columns, metric, overall, slices, rows.size() - slices.size());
  }

  private static String key(List<IntFunction<String>> values, int row) {
    StringBuilder key = new StringBuilder();
    for (IntFunction<String> each : values) {
      String value = each.apply(row);
      // With its length before it, no value can pass for two.
      key.append(value.length()).append(':').append(value);
    }
    return key.toString();
  }

  private Slice slice(List<String> values, List<Integer> rows, double overall) {
    double[] mine = rows.stream().mapToDouble(row -> perRow[row]).toArray();
    double mean = Arrays.stream(mine).average().orElse(Double.NaN);
    if (mine.length < ROWS_MIN) {
      return new Slice(values, mine.length, mean, Optional.empty(), Finding.TOO_SMALL);
    }
    double[] means = resampled(mine);
    double low = percentile(means, TAIL);
    double high = percentile(means, 1 - TAIL);
    Finding finding =
        low > overall
            ? isGoodWhenHigh ? Finding.BETTER : Finding.WORSE
            : high < overall ? isGoodWhenHigh ? Finding.WORSE : Finding.BETTER : Finding.ALIKE;
    return new Slice(values, mine.length, mean, Optional.of(new Interval(low, high)), finding);
  }

  private double[] resampled(double[] values) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    double[] means = new double[Math.clamp(DRAWS_MAX / values.length, RESAMPLES_MIN, RESAMPLES)];
    for (int resample = 0; resample < means.length; resample++) {
      double sum = 0;
      for (int draw = 0; draw < values.length; draw++) {
        sum += values[random.nextInt(values.length)];
      }
      means[resample] = sum / values.length;
    }
    Arrays.sort(means);
    return means;
  }

  private static double percentile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /// Texts as they are, few numbers as they are, many in quarters, times by month.
  private static IntFunction<String> values(Frame.Column column) {
    IntFunction<String> known =
        switch (column) {
          case Frame.Texts texts -> row -> String.valueOf(texts.values()[row]);
          case Frame.Times times -> row -> month(times.values()[row]);
          case Frame.Numbers numbers -> banded(numbers.values());
        };
    return row -> column.isMissing(row) ? MISSING : known.apply(row);
  }

  private static String month(long micros) {
    return YearMonth.from(
            Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)).atZone(ZoneOffset.UTC))
        .toString();
  }

  private static IntFunction<String> banded(double[] values) {
    double[] sorted = Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    Arrays.sort(sorted);
    if (Arrays.stream(sorted).distinct().limit(LEVELS_MAX + 1).count() <= LEVELS_MAX) {
      return row -> written(values[row]);
    }
    double[] bounds = new double[BANDS - 1];
    Arrays.setAll(bounds, band -> percentile(sorted, (band + 1.0) / BANDS));
    return row -> band(values[row], bounds);
  }

  private static String band(double value, double[] bounds) {
    int band = 0;
    while (band < bounds.length && value >= bounds[band]) {
      band++;
    }
    if (band == 0) {
      return "below " + written(bounds[0]);
    }
    return band == bounds.length
        ? "from " + written(bounds[band - 1])
        : "from %s, below %s".formatted(written(bounds[band - 1]), written(bounds[band]));
  }

  private static String written(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
