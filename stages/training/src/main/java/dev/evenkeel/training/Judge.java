package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Explanation;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.models.Target;
import dev.evenkeel.training.evaluation.Evaluation;
import dev.evenkeel.training.evaluation.Evaluations;
import dev.evenkeel.training.evaluation.Importance;
import dev.evenkeel.training.evaluation.Importance.Method;
import dev.evenkeel.training.evaluation.Importance.Share;
import dev.evenkeel.training.evaluation.Ranking;
import dev.evenkeel.training.evaluation.Slicer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// Evaluates a scorer on rows with truth. The same arguments give the same evaluation.
final class Judge {
  /// Rows that are explained: enough for a mean, and little time for a deep model.
  private static final int EXPLAINED_MAX = 500;

  private Judge() {}

  static Evaluation judge(
      Target target, EvaluationSettings settings, Frame rows, Scorer scorer, long seed) {
    List<Prediction> predictions = scorer.score(rows);
    Evaluation evaluation =
        target instanceof Target.Quantity
            ? quantity(target, settings, rows, predictions, seed)
            : classes(target, settings, rows, predictions, seed);
    return importance(scorer, rows, predictions).map(evaluation::withImportance).orElse(evaluation);
  }

  private static Evaluation quantity(
      Target target,
      EvaluationSettings settings,
      Frame rows,
      List<Prediction> predictions,
      long seed) {
    double[] truths = rows.numbers(target.column());
    double[] predicted = predictions.stream().mapToDouble(Prediction::value).toArray();
    double[] errors = new double[truths.length];
    Arrays.setAll(errors, row -> Math.abs(predicted[row] - truths[row]));
    Slicer slicer = new Slicer("mean_absolute_error", errors, false, seed);
    Evaluation evaluation =
        sliced(Evaluations.ofQuantity(truths, predicted), settings, rows, slicer);
    // A quantity below zero is no relevance.
    boolean isRanking = Arrays.stream(truths).allMatch(truth -> truth >= 0);
    return isRanking ? ranked(evaluation, settings, rows, truths, predicted) : evaluation;
  }

  private static Evaluation classes(
      Target target,
      EvaluationSettings settings,
      Frame rows,
      List<Prediction> predictions,
      long seed) {
    int[] truths = target.truths(rows);
    List<double[]> probabilities = predictions.stream().map(Prediction::probabilities).toList();
    Slicer slicer =
        new Slicer("accuracy", Evaluations.rightPerRow(truths, probabilities), true, seed);
    Evaluation evaluation =
        sliced(
            Evaluations.ofClasses(target.labels(), truths, probabilities), settings, rows, slicer);
    if (target.labels().size() != 2) {
      return evaluation;
    }
    double[] relevance = Arrays.stream(truths).asDoubleStream().toArray();
    double[] scores = probabilities.stream().mapToDouble(row -> row[1]).toArray();
    return ranked(evaluation, settings, rows, relevance, scores);
  }

  private static Evaluation sliced(
      Evaluation evaluation, EvaluationSettings settings, Frame rows, Slicer slicer) {
    return evaluation.withSlices(
        settings.slices().stream().map(columns -> slicer.cut(rows, columns)).toList());
  }

  private static Evaluation ranked(
      Evaluation evaluation,
      EvaluationSettings settings,
      Frame rows,
      double[] relevance,
      double[] scores) {
    return settings
        .group()
        .map(group -> groups(rows.column(group)))
        .map(groups -> evaluation.withMetrics(Ranking.of(groups, relevance, scores, settings.k())))
        .orElse(evaluation);
  }

  /// What each row's value is called.
  static List<String> groups(Frame.Column column) {
    return IntStream.range(0, column.length())
        .mapToObj(row ->
            switch (column) {
              case Frame.Texts texts -> String.valueOf(texts.values()[row]);
              case Frame.Numbers numbers -> String.valueOf(numbers.values()[row]);
              case Frame.Times times -> String.valueOf(times.values()[row]);
            })
        .toList();
  }

  /// The mean over rows of what a feature added, without sign.
  private static Optional<Importance> importance(
      Scorer scorer, Frame rows, List<Prediction> predictions) {
    if (!scorer.unexplained().isEmpty()) {
      return Optional.empty();
    }
    int explained = Math.min(rows.rows(), EXPLAINED_MAX);
    Map<String, Double> amounts = new LinkedHashMap<>();
    for (int index = 0; index < explained; index++) {
      int row = (int) ((long) index * rows.rows() / explained);
      for (Explanation.Contribution contribution :
          scorer.explain(rows, row, predictions.get(row)).contributions()) {
        amounts.merge(
            contribution.feature(), Math.abs(contribution.amount()) / explained, Double::sum);
      }
    }
    List<Share> shares =
        amounts.entrySet().stream()
            .map(entry -> new Share(entry.getKey(), entry.getValue()))
            .toList();
    return Optional.of(new Importance(Method.MEAN_ABSOLUTE_SHAP, explained, shares));
  }
}
