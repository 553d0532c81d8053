package dev.evenkeel.training.evaluation;

import dev.evenkeel.models.Metrics;
import dev.evenkeel.training.evaluation.Curve.Name;
import dev.evenkeel.training.evaluation.Curve.Point;
import dev.evenkeel.training.evaluation.Curve.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Judges predictions. The same arguments give the same figures.
public final class Evaluations {
  /// Lines that can be told apart in one picture.
  private static final int SERIES_MAX = 8;

  private static final int RESIDUALS_MAX = 500;

  private Evaluations() {}

  /// Judges classes.
  ///
  /// @param truths a label's index each
  /// @param probabilities of the labels, a row each
  public static Evaluation ofClasses(
      List<String> labels, int[] truths, List<double[]> probabilities) {
    demandRows(truths.length, probabilities.size());
    int[] answers = probabilities.stream().mapToInt(Evaluations::best).toArray();
    Confusion confusion = Confusion.of(labels, truths, answers);
    List<Ordering> orderings = orderings(labels.size(), truths, probabilities);
    List<ClassScores> classes = new ArrayList<>();
    for (int label = 0; label < labels.size(); label++) {
      classes.add(ClassScores.of(confusion, label, orderings.get(label)));
    }
    Calibration calibration = calibration(labels, truths, answers, probabilities);
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("accuracy", confusion.accuracy());
    metrics.put("balanced_accuracy", confusion.balancedAccuracy());
    metrics.put("mcc", confusion.matthews());
    metrics.put("log_loss", Metrics.mean(Metrics.logLossPerRow(probabilities, truths)));
    metrics.put("brier", brier(truths, probabilities));
    metrics.put("ece", calibration.ece());
    putMeans(metrics, confusion, classes);
    putAreas(metrics, classes);
    return new Evaluation(
        Evaluation.FORMAT,
        truths.length,
        metrics,
        classes,
        Optional.of(confusion),
        Optional.of(calibration),
        curves(classes, orderings, calibration),
        List.of(),
        Optional.empty());
  }

  /// Judges a quantity.
  public static Evaluation ofQuantity(double[] truths, double[] predicted) {
    demandRows(truths.length, predicted.length);
    return new Evaluation(
        Evaluation.FORMAT,
        truths.length,
        Errors.of(truths, predicted),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        List.of(residuals(truths, predicted)),
        List.of(),
        Optional.empty());
  }

  private static void demandRows(int truths, int predictions) {
    if (truths == 0 || truths != predictions) {
      throw new IllegalArgumentException(
          "Cannot evaluate: each row needs a truth and a prediction, got %d and %d"
              .formatted(truths, predictions));
    }
  }

  private static List<Ordering> orderings(int labels, int[] truths, List<double[]> probabilities) {
    return IntStream.range(0, labels)
        .mapToObj(label ->
            Ordering.of(
                probabilities.stream().mapToDouble(row -> row[label]).toArray(), is(truths, label)))
        .toList();
  }

  private static boolean[] is(int[] truths, int label) {
    boolean[] is = new boolean[truths.length];
    for (int row = 0; row < truths.length; row++) {
      is[row] = truths[row] == label;
    }
    return is;
  }

  /// Of two labels the second's probability is judged, of more the answered label's.
  private static Calibration calibration(
      List<String> labels, int[] truths, int[] answers, List<double[]> probabilities) {
    if (labels.size() == 2) {
      return Calibration.of(
          labels.getLast(),
          probabilities.stream().mapToDouble(row -> row[1]).toArray(),
          is(truths, 1));
    }
    boolean[] isRight = new boolean[truths.length];
    double[] said = new double[truths.length];
    for (int row = 0; row < truths.length; row++) {
      isRight[row] = truths[row] == answers[row];
      said[row] = probabilities.get(row)[answers[row]];
    }
    return Calibration.of("the answered label", said, isRight);
  }

  /// Over all labels; half of it for two, where it is then the second's alone.
  private static double brier(int[] truths, List<double[]> probabilities) {
    double sum = 0;
    for (int row = 0; row < truths.length; row++) {
      double[] said = probabilities.get(row);
      for (int label = 0; label < said.length; label++) {
        double distance = said[label] - (truths[row] == label ? 1 : 0);
        sum += distance * distance;
      }
    }
    return sum / truths.length / (probabilities.getFirst().length == 2 ? 2 : 1);
  }

  private static void putMeans(
      Map<String, Double> metrics, Confusion confusion, List<ClassScores> classes) {
    Map<String, ToDoubleFunction<ClassScores>> scores =
        Map.of(
            "precision", ClassScores::precision,
            "recall", ClassScores::recall,
            "f1", ClassScores::f1);
    // A label that neither a row nor an answer has is no part of the mean.
    List<ClassScores> seen =
        IntStream.range(0, classes.size())
            .filter(label -> confusion.support(label) + confusion.answered(label) > 0)
            .mapToObj(classes::get)
            .toList();
    scores.forEach((name, score) -> {
      metrics.put(name + "_macro", seen.stream().mapToDouble(score).average().orElse(Double.NaN));
      metrics.put(
          name + "_weighted",
          seen.stream().mapToDouble(each -> score.applyAsDouble(each) * each.rows()).sum()
              / confusion.rows());
    });
  }

  /// Of two labels the second's areas, of more the mean of one against the rest.
  private static void putAreas(Map<String, Double> metrics, List<ClassScores> classes) {
    List<ClassScores> judged = classes.size() == 2 ? classes.subList(1, 2) : classes;
    put(metrics, "roc_auc", judged.stream().map(ClassScores::rocAuc).toList());
    put(metrics, "average_precision", judged.stream().map(ClassScores::averagePrecision).toList());
  }

  private static void put(Map<String, Double> metrics, String name, List<OptionalDouble> areas) {
    if (areas.stream().allMatch(OptionalDouble::isPresent)) {
      metrics.put(
          name, areas.stream().mapToDouble(OptionalDouble::orElseThrow).average().orElseThrow());
    }
  }

  private static List<Curve> curves(
      List<ClassScores> classes, List<Ordering> orderings, Calibration calibration) {
    List<Integer> drawn =
        IntStream.range(0, classes.size())
            .boxed()
            .filter(label -> classes.get(label).rocAuc().isPresent())
            .filter(label -> classes.size() != 2 || label == 1)
            .sorted(Comparator.comparingInt((Integer label) -> -classes.get(label).rows()))
            .limit(SERIES_MAX)
            .toList();
    Function<Function<Ordering, List<Point>>, List<Series>> lines =
        points ->
            drawn.stream()
                .map(label ->
                    new Series(classes.get(label).label(), points.apply(orderings.get(label))))
                .toList();
    List<Curve> curves = new ArrayList<>();
    if (!drawn.isEmpty()) {
      curves.add(
          new Curve(
              Name.ROC,
              "ROC curve",
              "false positive rate",
              "true positive rate",
              lines.apply(Ordering::roc)));
      curves.add(
          new Curve(
              Name.PRECISION_RECALL,
              "Precision and recall",
              "recall",
              "precision",
              lines.apply(Ordering::precisionRecall)));
      curves.add(
          new Curve(
              Name.GAIN,
              "Cumulative gain",
              "share of rows, highest scores first",
              "share of positives found",
              lines.apply(Ordering::gain)));
      curves.add(
          new Curve(
              Name.LIFT,
              "Lift",
              "share of rows, highest scores first",
              "times better than blindly",
              lines.apply(Ordering::lift)));
    }
    curves.add(calibrationCurve(calibration));
    return curves;
  }

  private static Curve calibrationCurve(Calibration calibration) {
    return new Curve(
        Name.CALIBRATION,
        "Calibration",
        "mean predicted probability",
        "share in which it happened",
        List.of(
            new Series(
                calibration.of(),
                calibration.bins().stream()
                    .map(bin -> new Point(bin.said(), bin.happened()))
                    .toList())));
  }

  private static Curve residuals(double[] truths, double[] predicted) {
    int[] order =
        IntStream.range(0, truths.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer row) -> predicted[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    int shown = Math.min(order.length, RESIDUALS_MAX);
    List<Point> points =
        IntStream.range(0, shown)
            .map(index -> order[(int) ((long) index * order.length / shown)])
            .mapToObj(row -> new Point(predicted[row], truths[row] - predicted[row]))
            .toList();
    return new Curve(
        Name.RESIDUALS,
        "Residuals",
        "predicted",
        "true − predicted",
        List.of(new Series("rows", points)));
  }

  static int best(double[] probabilities) {
    return IntStream.range(0, probabilities.length)
        .reduce((best, label) -> probabilities[label] > probabilities[best] ? label : best)
        .orElseThrow();
  }

  /// 1 for each row whose most probable label is the true one, else 0.
  public static double[] rightPerRow(int[] truths, List<double[]> probabilities) {
    double[] right = new double[truths.length];
    Arrays.setAll(right, row -> best(probabilities.get(row)) == truths[row] ? 1 : 0);
    return right;
  }
}
