package dev.evenkeel.profiles;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The calibrated rule: a column drifts when it moved by more than a tolerance, and chance does not
/// explain it.
///
/// Small windows need significance, large ones materiality; so the test is against a tolerated move
/// (a noncentral chi-square) instead of against none, and Benjamini-Hochberg corrects for the
/// number of columns.
public final class Drift {
  private static final double EXPECTED_MIN = 5;
  private static final double CRITICAL = 0.10;
  private static final double EMPTY_SHARE = 0.0001;

  private Drift() {}

  /// Judges a window.
  ///
  /// @param tolerance of the move, nearly a PSI
  /// @param q share of false alarms among the columns that alarm
  public static List<ColumnDrift> judge(
      ReferenceProfile reference, WindowCounts window, double tolerance, double q) {
    List<Tested> tested = new ArrayList<>();
    for (String column : window.columns()) {
      ColumnProfile profile = reference.columns().get(column);
      if (profile != null) {
        tested.add(
            Tested.of(
                column,
                profile,
                profile.counts().stream().mapToLong(count -> count).toArray(),
                window.counts(column),
                tolerance));
      }
    }
    double alpha = alpha(tested, q);
    boolean anyRejected = tested.stream().anyMatch(each -> each.pValue() <= alpha);
    return tested.stream().map(each -> each.judged(tolerance, alpha, anyRejected)).toList();
  }

  /// Benjamini-Hochberg: q·R/K for R rejected of K columns, at least one counted.
  private static double alpha(List<Tested> tested, double q) {
    double[] sorted = tested.stream().mapToDouble(Tested::pValue).sorted().toArray();
    int rejected = 0;
    for (int index = 0; index < sorted.length; index++) {
      if (sorted[index] <= q * (index + 1) / sorted.length) {
        rejected = index + 1;
      }
    }
    return sorted.length == 0 ? 0 : q * Math.max(1, rejected) / sorted.length;
  }

  private record Tested(
      String column,
      double statistic,
      int degrees,
      double weight,
      double pValue,
      double psi,
      long reference,
      long rows,
      String change) {

    static Tested of(
        String column, ColumnProfile profile, long[] reference, long[] window, double tolerance) {
      long n = Arrays.stream(reference).sum();
      long m = Arrays.stream(window).sum();
      double weight = n == 0 || m == 0 ? 0 : (double) n * m / (n + m);
      double[] pooled = pooledTerms(reference, window, n, m);
      double statistic = weight * Arrays.stream(pooled).sum();
      int degrees = pooled.length - 1;
      double p =
          degrees < 1 || weight == 0
              ? 1
              : NoncentralChiSquare.survival(statistic, degrees, weight * tolerance);
      return new Tested(
          column,
          statistic,
          degrees,
          weight,
          p,
          psi(reference, window, n, m),
          n,
          m,
          change(profile, reference, window, n, m));
    }

    /// (p−q)²/p̄ of each bin, after neighbours were pooled until five rows are expected in each.
    private static double[] pooledTerms(long[] reference, long[] window, long n, long m) {
      List<Double> terms = new ArrayList<>();
      List<long[]> bins = new ArrayList<>();
      long inReference = 0;
      long inWindow = 0;
      for (int bin = 0; bin < reference.length; bin++) {
        inReference += reference[bin];
        inWindow += window[bin];
        if (m * share(inReference + inWindow, n + m) >= EXPECTED_MIN) {
          bins.add(new long[] {inReference, inWindow});
          inReference = 0;
          inWindow = 0;
        }
      }
      if (inReference + inWindow > 0) {
        if (bins.isEmpty()) {
          bins.add(new long[] {inReference, inWindow});
        } else {
          bins.getLast()[0] += inReference;
          bins.getLast()[1] += inWindow;
        }
      }
      for (long[] bin : bins) {
        double mean = share(bin[0] + bin[1], n + m);
        double difference = share(bin[0], n) - share(bin[1], m);
        terms.add(difference * difference / mean);
      }
      return terms.stream().mapToDouble(term -> term).toArray();
    }

    private static double psi(long[] reference, long[] window, long n, long m) {
      double sum = 0;
      for (int bin = 0; bin < reference.length; bin++) {
        if (reference[bin] + window[bin] > 0) {
          double p = Math.max(EMPTY_SHARE, share(reference[bin], n));
          double q = Math.max(EMPTY_SHARE, share(window[bin], m));
          sum += (p - q) * StrictMath.log(p / q);
        }
      }
      return sum;
    }

    private static String change(
        ColumnProfile profile, long[] reference, long[] window, long n, long m) {
      int most = 0;
      double largest = -1;
      for (int bin = 0; bin < reference.length; bin++) {
        double moved = Math.abs(share(reference[bin], n) - share(window[bin], m));
        if (moved > largest) {
          largest = moved;
          most = bin;
        }
      }
      return reference.length == 0
          ? ""
          : String.format(
              Locale.ROOT,
              "%s %.0f %% → %.0f %%",
              profile.bin(most),
              100 * share(reference[most], n),
              100 * share(window[most], m));
    }

    private static double share(long part, long whole) {
      return whole == 0 ? 0 : (double) part / whole;
    }

    ColumnDrift judged(double tolerance, double alpha, boolean anyRejected) {
      double effect = weight == 0 ? 0 : Math.max(0, (statistic - degrees) / weight);
      double bound =
          degrees < 1 || weight == 0
              ? 0
              : NoncentralChiSquare.noncentrality(statistic, degrees, alpha) / weight;
      DriftSeverity severity = DriftSeverity.NONE;
      if (anyRejected && pValue <= alpha) {
        severity = bound > CRITICAL ? DriftSeverity.CRITICAL : DriftSeverity.WARNING;
      } else if (bound > 0 && bound <= tolerance) {
        severity = DriftSeverity.INFO;
      }
      return new ColumnDrift(
          column, statistic, degrees, effect, bound, pValue, psi, reference, rows, change,
          severity);
    }
  }
}
