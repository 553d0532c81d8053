package dev.evenkeel.training.evaluation;

import dev.evenkeel.training.evaluation.Curve.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Rows of which some are positive, ordered by a score: for each distinct score, from the highest,
/// how many rows of either kind have at least it. Rows of one score are never told apart.
final class Ordering {
  private static final int POINTS_MAX = 200;

  private final int[] positives;
  private final int[] negatives;
  private final int steps;

  private Ordering(int[] positives, int[] negatives, int steps) {
    this.positives = positives;
    this.negatives = negatives;
    this.steps = steps;
  }

  static Ordering of(double[] scores, boolean[] isPositive) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer row) -> -scores[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    // Step 0 is before the first row.
    int[] positives = new int[scores.length + 1];
    int[] negatives = new int[scores.length + 1];
    int step = 0;
    for (int place = 0; place < order.length; place++) {
      if (place == 0 || scores[order[place]] != scores[order[place - 1]]) {
        step++;
        positives[step] = positives[step - 1];
        negatives[step] = negatives[step - 1];
      }
      positives[step] += isPositive[order[place]] ? 1 : 0;
      negatives[step] += isPositive[order[place]] ? 0 : 1;
    }
    return new Ordering(positives, negatives, step + 1);
  }

  /// Area under the ROC curve by trapezoids; empty when one kind has no row.
  OptionalDouble rocAuc() {
    if (allPositives() == 0 || allNegatives() == 0) {
      return OptionalDouble.empty();
    }
    double area = 0;
    for (int step = 1; step < steps; step++) {
      area +=
          (negatives[step] - negatives[step - 1])
              * ((double) positives[step] + positives[step - 1])
              / 2;
    }
    return OptionalDouble.of(area / allPositives() / allNegatives());
  }

  /// Precision at each score weighed by the recall it adds; empty without a positive.
  OptionalDouble averagePrecision() {
    if (allPositives() == 0) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    for (int step = 1; step < steps; step++) {
      sum += (positives[step] - positives[step - 1]) * precision(step);
    }
    return OptionalDouble.of(sum / allPositives());
  }

  /// False positives against true positives.
  List<Point> roc() {
    return points(step ->
        new Point(
            (double) negatives[step] / allNegatives(), (double) positives[step] / allPositives()));
  }

  /// Recall against precision, which is 1 before the first row.
  List<Point> precisionRecall() {
    return points(step -> new Point((double) positives[step] / allPositives(), precision(step)));
  }

  /// Share of rows, highest scores first, against the share of the positives among them.
  List<Point> gain() {
    return points(step ->
        new Point(
            (double) rows(step) / rows(steps - 1), (double) positives[step] / allPositives()));
  }

  /// Share of rows, highest scores first, against how many times more positives they hold than rows
  /// taken blindly.
  List<Point> lift() {
    double rate = (double) allPositives() / rows(steps - 1);
    return points(step -> new Point((double) rows(step) / rows(steps - 1), precision(step) / rate))
        .stream()
        .skip(1)
        .toList();
  }

  private double precision(int step) {
    return rows(step) == 0 ? 1 : (double) positives[step] / rows(step);
  }

  private int rows(int step) {
    return positives[step] + negatives[step];
  }

  private int allPositives() {
    return positives[steps - 1];
  }

  private int allNegatives() {
    return negatives[steps - 1];
  }

  /// Both ends, and evenly between them what a picture can show.
  private List<Point> points(IntFunction<Point> point) {
    List<Point> points = new ArrayList<>();
    int shown = Math.min(steps, POINTS_MAX);
    for (int index = 0; index < shown; index++) {
      points.add(point.apply(shown == 1 ? 0 : (int) ((long) index * (steps - 1) / (shown - 1))));
    }
    return points;
  }
}
