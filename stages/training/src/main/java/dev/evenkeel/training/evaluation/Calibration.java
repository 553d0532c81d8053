package dev.evenkeel.training.evaluation;

import java.util.ArrayList;
import java.util.List;

/// Whether what is said to happen in so many of a hundred rows does.
///
/// @param of whose probability it is: a label, or `the answered label`
/// @param bins of equal width, those with rows
/// @param ece expected calibration error: the mean distance between said and happened
/// @param brier mean squared distance of the probability from what happened
/// @param reliability Murphy's part of it that better calibration would take away
/// @param resolution Murphy's part that telling rows apart gained
/// @param uncertainty Murphy's part that is in the truth itself
/// @param withinBins what binning leaves over: brier − (reliability − resolution + uncertainty)
public record Calibration(
    String of,
    List<Bin> bins,
    double ece,
    double brier,
    double reliability,
    double resolution,
    double uncertainty,
    double withinBins) {
  /// As many as reliability diagrams have by custom.
  private static final int BINS = 10;

  private static final double WIDTH = 1.0 / BINS;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /// Rows whose probability is above one bound and at most the next.
  ///
  /// @param said mean probability
  /// @param happened share of the rows in which it happened
  public record Bin(double from, double to, int rows, double said, double happened) {}

  static Calibration of(String of, double[] probabilities, boolean[] happened) {
    List<Bin> bins = bins(probabilities, happened);
    double rows = probabilities.length;
    double brier = 0;
    double rate = 0;
    for (int row = 0; row < probabilities.length; row++) {
      double truth = happened[row] ? 1 : 0;
      brier += (probabilities[row] - truth) * (probabilities[row] - truth) / rows;
      rate += truth / rows;
    }
    double ece = 0;
    double reliability = 0;
    double resolution = 0;
    for (Bin bin : bins) {
      double share = bin.rows() / rows;
      double gap = bin.said() - bin.happened();
      ece += share * Math.abs(gap);
      reliability += share * gap * gap;
      resolution += share * (bin.happened() - rate) * (bin.happened() - rate);
    }
    double uncertainty = rate * (1 - rate);
    return new Calibration(
        of,
        bins,
        ece,
        brier,
        reliability,
        resolution,
        uncertainty,
        brier - (reliability - resolution + uncertainty));
  }

  private static List<Bin> bins(double[] probabilities, boolean[] happened) {
    int[] rows = new int[BINS];
    double[] said = new double[BINS];
    int[] positive = new int[BINS];
    for (int row = 0; row < probabilities.length; row++) {
      int bin = bin(probabilities[row]);
      rows[bin]++;
      said[bin] += probabilities[row];
      positive[bin] += happened[row] ? 1 : 0;
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (rows[bin] > 0) {
        bins.add(
            new Bin(
                (double) bin / BINS,
                (bin + 1.0) / BINS,
                rows[bin],
                said[bin] / rows[bin],
                (double) positive[bin] / rows[bin]));
      }
    }
    return bins;
  }

  /// A probability on a bound belongs below it, as in scikit-learn.
  private static int bin(double probability) {
    int bin = 0;
    while (bin < BINS - 1 && probability > (bin + 1) * WIDTH) {
      bin++;
    }
    return bin;
  }
}
