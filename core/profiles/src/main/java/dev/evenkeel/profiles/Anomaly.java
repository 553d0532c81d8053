package dev.evenkeel.profiles;

import java.util.List;
import java.util.Optional;

/// A number that is far from where it used to be: the modified z-score of Iglewicz and Hoaglin
/// (1993), by median and median absolute deviation, beyond 3.5. Up to half of the earlier numbers
/// may be wrong without moving it. It knows no season and no trend.
///
/// @param value that is odd
/// @param median of the earlier ones
/// @param score how many deviations away; negative below
/// @param earlier how many there were
public record Anomaly(double value, double median, double score, int earlier) {
  /// Fewer tell nothing of how much a number moves by itself.
  public static final int EARLIER_MIN = 10;

  /// More would hide that a table grows.
  public static final int EARLIER_MAX = 30;

  private static final double LIMIT = 3.5;

  /// Makes deviations of normal numbers comparable to standard deviations.
  private static final double NORMAL = 1.482602218505602;

  /// Judges rows of a table. Its scale is at least a hundredth of them, so that a difference below
  /// 3.5 % is never odd.
  ///
  /// @param earlier the numbers before, the newest last
  public static Optional<Anomaly> ofRows(List<Double> earlier, double rows) {
    double median = earlier.isEmpty() ? 0 : median(recent(earlier));
    return of(earlier, rows, Math.max(1, Math.abs(median) / 100));
  }

  /// Judges a share from 0 to 1. Its scale is at least a thousandth, so that a difference below
  /// 0.35 points is never odd.
  public static Optional<Anomaly> ofShare(List<Double> earlier, double share) {
    return of(earlier, share, 0.001);
  }

  private static Optional<Anomaly> of(List<Double> earlier, double value, double least) {
    if (earlier.size() < EARLIER_MIN) {
      return Optional.empty();
    }
    List<Double> recent = recent(earlier);
    double median = median(recent);
    double score = (value - median) / Math.max(least, deviation(recent));
    return Math.abs(score) > LIMIT
        ? Optional.of(new Anomaly(value, median, score, recent.size()))
        : Optional.empty();
  }

  private static List<Double> recent(List<Double> earlier) {
    return earlier.subList(Math.max(0, earlier.size() - EARLIER_MAX), earlier.size());
  }

  static double median(List<Double> numbers) {
    List<Double> sorted = numbers.stream().sorted().toList();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : sorted.get(half - 1) / 2 + sorted.get(half) / 2;
  }

  /// The median absolute deviation, as R's `mad` has it.
  static double deviation(List<Double> numbers) {
    double median = median(numbers);
    return NORMAL * median(numbers.stream().map(number -> Math.abs(number - median)).toList());
  }
}
