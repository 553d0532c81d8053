package dev.evenkeel.packaging;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Finds columns that tell the target all by themselves. Such a column is most often filled in
/// together with the truth, and a model that reads it is brilliant until it serves.
final class Leaks {
  private static final int BINS_MAX = 200;
  private static final int ROWS_A_BIN_MIN = 16;

  /// Of the mistakes that answering the most frequent class makes.
  private static final double MISTAKES_LEFT_MAX = 0.05;

  private static final double RANK_CORRELATION_MIN = 0.99;

  private Leaks() {}

  /// Names of such columns, in the order of the frame.
  static List<String> suspects(Frame rows, List<String> columns, Target target) {
    List<String> suspects = new ArrayList<>();
    for (String column : columns) {
      boolean tells =
          target instanceof Target.Quantity
              ? rows.column(column) instanceof Frame.Numbers numbers
                  && isTheSame(numbers.values(), rows.numbers(target.column()))
              : tellsTheClass(rows.column(column), target.truths(rows), target.labels().size());
      if (tells) {
        suspects.add(column);
      }
    }
    return suspects;
  }

  private static boolean tellsTheClass(Frame.Column column, int[] truths, int classes) {
    int[] known =
        IntStream.range(0, truths.length)
            .filter(row -> truths[row] >= 0 && !column.isMissing(row))
            .toArray();
    int mistakes =
        switch (column) {
          case Frame.Numbers numbers -> ofBins(numbers.values(), known, truths, classes);
          case Frame.Texts texts -> ofLevels(texts, known, truths, classes);
          case Frame.Times _ -> Integer.MAX_VALUE;
        };
    int[] all = new int[classes];
    Arrays.stream(known).forEach(row -> all[truths[row]]++);
    return known.length >= ROWS_A_BIN_MIN * classes * classes
        && mistakes <= MISTAKES_LEFT_MAX * mistakes(all);
  }

  /// Mistakes of answering each bin's most frequent class. A cut between two classes falls inside
  /// of a bin, so as many bins as there may be cuts are forgiven.
  private static int ofBins(double[] values, int[] known, int[] truths, int classes) {
    Integer[] sorted = Arrays.stream(known).boxed().toArray(Integer[]::new);
    Arrays.sort(sorted, Comparator.comparingDouble(row -> values[row]));
    int bins = Math.clamp(known.length / ROWS_A_BIN_MIN, 1, BINS_MAX);
    int[] mistakes = new int[bins];
    for (int bin = 0; bin < bins; bin++) {
      int[] counts = new int[classes];
      int end = (int) ((bin + 1L) * sorted.length / bins);
      for (int at = (int) ((long) bin * sorted.length / bins); at < end; at++) {
        counts[truths[sorted[at]]]++;
      }
      mistakes[bin] = mistakes(counts);
    }
    return Arrays.stream(mistakes).sorted().limit(Math.max(0, bins - classes + 1)).sum();
  }

  private static int ofLevels(Frame.Texts texts, int[] known, int[] truths, int classes) {
    Map<String, int[]> levels = new HashMap<>();
    for (int row : known) {
      levels
          .computeIfAbsent(String.valueOf(texts.values()[row]), _ -> new int[classes])[
          truths[row]]++;
    }
    return levels.size() * ROWS_A_BIN_MIN > known.length
        ? Integer.MAX_VALUE
        : levels.values().stream().mapToInt(Leaks::mistakes).sum();
  }

  private static int mistakes(int[] counts) {
    return Arrays.stream(counts).sum() - Arrays.stream(counts).max().orElse(0);
  }

  /// Spearman's rank correlation, of either sign.
  private static boolean isTheSame(double[] column, double[] target) {
    int[] known =
        IntStream.range(0, target.length)
            .filter(row -> !Double.isNaN(column[row]) && !Double.isNaN(target[row]))
            .toArray();
    double[] one = ranks(column, known);
    double[] two = ranks(target, known);
    double mean = (known.length - 1) / 2.0;
    double together = 0;
    double ones = 0;
    double twos = 0;
    for (int row = 0; row < known.length; row++) {
      together += (one[row] - mean) * (two[row] - mean);
      ones += (one[row] - mean) * (one[row] - mean);
      twos += (two[row] - mean) * (two[row] - mean);
    }
    return known.length >= ROWS_A_BIN_MIN
        && Math.abs(together) >= RANK_CORRELATION_MIN * Math.sqrt(ones * twos)
        && ones > 0;
  }

  /// Ranks from 0; equal values share the mean of theirs.
  private static double[] ranks(double[] values, int[] known) {
    Integer[] sorted = IntStream.range(0, known.length).boxed().toArray(Integer[]::new);
    Arrays.sort(sorted, Comparator.comparingDouble(at -> values[known[at]]));
    double[] ranks = new double[known.length];
    int start = 0;
    while (start < sorted.length) {
      int end = start;
      while (end < sorted.length && values[known[sorted[end]]] == values[known[sorted[start]]]) {
        end++;
      }
      for (int at = start; at < end; at++) {
        ranks[sorted[at]] = (start + end - 1) / 2.0;
      }
      start = end;
    }
    return ranks;
  }
}
