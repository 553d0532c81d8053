package dev.evenkeel.server;

import dev.evenkeel.console.HistogramView;
import dev.evenkeel.console.TrendView;
import dev.evenkeel.data.ColumnStatistics;
import dev.evenkeel.data.DatasetVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Draws columns and versions as bars.
final class DatasetPictures {
  private static final double WIDTH = 180;
  private static final double HEIGHT = 42;
  private static final double TREND_WIDTH = 600;
  private static final double ROWS_HEIGHT = 104;
  private static final double SHARES_TOP = 112;
  private static final double SHARES_HEIGHT = 48;

  /// A wider bar would say nothing more.
  private static final double BAR_MOST = 60;

  private DatasetPictures() {}

  /// Counts of a column on bins: numbers of equal width, or one for each of few values.
  ///
  /// @param counts by the bin's place
  /// @param names by the bin's place: `12 to 16`
  private record Bins(Map<Long, Long> counts, Map<Long, String> names, String from, String to) {
    long least() {
      return counts.keySet().stream().mapToLong(Long::longValue).min().orElse(0);
    }

    long most() {
      return counts.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    }
  }

  static HistogramView histogram(ColumnStatistics column) {
    Bins bins = isNumbers(column) ? ofNumbers(column, exponent(column)) : ofValues(column, column);
    if (bins.counts().isEmpty()) {
      return HistogramView.NONE;
    }
    double most = most(shares(bins.counts(), column));
    return new HistogramView(
        bars(bins, shares(bins.counts(), column), bins.least(), bins.most(), most, true),
        "",
        bins.from(),
        bins.to(),
        "%s: %d bars from %s to %s"
            .formatted(column.column(), bins.counts().size(), bins.from(), bins.to()));
  }

  /// Two versions of a column on the same bins, as shares of the rows of each.
  static HistogramView both(ColumnStatistics before, ColumnStatistics after) {
    boolean isNumbers = isNumbers(before) && isNumbers(after);
    int exponent = Math.max(exponent(before), exponent(after));
    Bins old = isNumbers ? ofNumbers(before, exponent) : ofValues(before, after);
    Bins now = isNumbers ? ofNumbers(after, exponent) : ofValues(after, before);
    if (old.counts().isEmpty() || now.counts().isEmpty()) {
      return HistogramView.NONE;
    }
    long least = Math.min(old.least(), now.least());
    long last = Math.max(old.most(), now.most());
    Map<Long, Double> oldShares = shares(old.counts(), before);
    Map<Long, Double> nowShares = shares(now.counts(), after);
    double most = Math.max(most(oldShares), most(nowShares));
    return new HistogramView(
        bars(now, nowShares, least, last, most, true),
        outline(bars(old, oldShares, least, last, most, false), least, last),
        old.least() <= now.least() ? old.from() : now.from(),
        old.most() >= now.most() ? old.to() : now.to(),
        "%s: shares of rows in both versions".formatted(after.column()));
  }

  private static boolean isNumbers(ColumnStatistics column) {
    return column.numbers().count() > 0;
  }

  private static int exponent(ColumnStatistics column) {
    return column.numbers().histogram().exponent();
  }

  private static Bins ofNumbers(ColumnStatistics column, int exponent) {
    ColumnStatistics.Histogram histogram = column.numbers().histogram();
    int shift = Math.min(62, exponent - histogram.exponent());
    TreeMap<Long, Long> counts = new TreeMap<>();
    histogram.counts().forEach((bin, count) -> counts.merge(bin >> shift, count, Long::sum));
    double width = Math.scalb(1.0, exponent);
    Map<Long, String> names = new TreeMap<>();
    counts
        .keySet()
        .forEach(bin ->
            names.put(
                bin,
                "%s to %s"
                    .formatted(
                        DatasetTexts.value(column, bin * width),
                        DatasetTexts.value(column, (bin + 1) * width))));
    return new Bins(
        counts,
        names,
        DatasetTexts.value(column, column.numbers().min()),
        DatasetTexts.value(column, column.numbers().max()));
  }

  /// Places by the order of the values that either has.
  private static Bins ofValues(ColumnStatistics column, ColumnStatistics other) {
    TreeSet<String> values = new TreeSet<>(column.top().keySet());
    values.addAll(other.top().keySet());
    TreeMap<Long, Long> counts = new TreeMap<>();
    Map<Long, String> names = new TreeMap<>();
    long place = 0;
    for (String value : values) {
      counts.put(place, column.top().getOrDefault(value, 0L));
      names.put(place, DatasetTexts.shortened(value));
      place++;
    }
    return values.isEmpty() || column.top().isEmpty()
        ? new Bins(Map.of(), Map.of(), "", "")
        : new Bins(
            counts,
            names,
            DatasetTexts.shortened(values.first()),
            values.size() == 1 ? "" : DatasetTexts.shortened(values.last()));
  }

  private static Map<Long, Double> shares(Map<Long, Long> counts, ColumnStatistics column) {
    Map<Long, Double> shares = new TreeMap<>();
    counts.forEach((bin, count) -> shares.put(bin, count / (double) Math.max(1, column.rows())));
    return shares;
  }

  private static double most(Map<Long, Double> shares) {
    return shares.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  private static List<HistogramView.Bar> bars(
      Bins bins, Map<Long, Double> shares, long least, long last, double most, boolean hasGaps) {
    double step = WIDTH / (last - least + 1);
    double gap = hasGaps ? Math.min(1, step / 4) : 0;
    List<HistogramView.Bar> bars = new ArrayList<>();
    shares.forEach((bin, share) -> {
      double height = most == 0 ? 0 : share / most * HEIGHT;
      // What is there at all is seen.
      double seen = share > 0 ? Math.max(1, height) : 0;
      bars.add(
          new HistogramView.Bar(
              number((bin - least) * step),
              number(HEIGHT + 1 - seen),
              number(step - gap),
              number(seen),
              "%s: %,d rows, %s"
                  .formatted(
                      bins.names().getOrDefault(bin, ""),
                      bins.counts().getOrDefault(bin, 0L),
                      DatasetTexts.share(share))));
    });
    return bars;
  }

  /// One line around bars, on the ground where there is none.
  private static String outline(List<HistogramView.Bar> bars, long least, long last) {
    double step = WIDTH / (last - least + 1);
    String ground = number(HEIGHT + 1);
    StringBuilder path = new StringBuilder("M0," + ground);
    double at = 0;
    for (HistogramView.Bar bar : bars) {
      double x = Double.parseDouble(bar.x());
      if (x > at + step / 2) {
        path.append(" V%s H%s".formatted(ground, bar.x()));
      }
      path.append(" V%s H%s".formatted(bar.y(), number(x + step)));
      at = x + step;
    }
    return path.append(" V").append(ground).toString();
  }

  /// @param versions newest first
  static TrendView trend(List<DatasetVersion> versions) {
    long mostRows =
        Math.max(1, versions.stream().mapToLong(each -> each.total().rows()).max().orElse(1));
    double mostShare = versions.stream().mapToDouble(DatasetTexts::lost).max().orElse(0);
    double step = Math.min(BAR_MOST, TREND_WIDTH / Math.max(1, versions.size()));
    List<TrendView.Bar> bars = new ArrayList<>();
    for (DatasetVersion version : versions.reversed()) {
      double rows = (double) version.total().rows() / mostRows * ROWS_HEIGHT;
      double share = mostShare == 0 ? 0 : DatasetTexts.lost(version) / mostShare * SHARES_HEIGHT;
      bars.add(
          new TrendView.Bar(
              number(bars.size() * step),
              number(step * 0.85),
              number(ROWS_HEIGHT - rows),
              number(rows),
              number(SHARES_TOP),
              number(share),
              "%s: %,d rows, %,d rejected of its batch (%s)"
                  .formatted(
                      version,
                      version.total().rows(),
                      version.rejected(),
                      DatasetTexts.share(DatasetTexts.lost(version))),
              DatasetTexts.page(version)));
    }
    return new TrendView(
        bars,
        "%,d".formatted(mostRows),
        DatasetTexts.share(mostShare),
        "Rows of %d versions, at most %,d; of their batches at most %s broke the contract"
            .formatted(bars.size(), mostRows, DatasetTexts.share(mostShare)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
