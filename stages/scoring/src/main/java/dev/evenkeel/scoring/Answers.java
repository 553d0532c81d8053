package dev.evenkeel.scoring;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Explanation;
import dev.evenkeel.models.Feature;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.tables.AnswerColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The columns that a model's answers become.
final class Answers {
  private final Scorer scorer;
  private final List<AnswerColumn> columns;
  private final int classes;
  private final int features;

  Answers(BatchModel model, Scorer scorer, boolean explain) {
    this.scorer = scorer;
    columns = columns(model.description(), model.name(), model.version(), explain);
    classes = model.description().target().labels().size();
    features = explain ? model.description().features().size() : 0;
    if (explain) {
      demandExplained();
    }
  }

  static List<AnswerColumn> columns(
      ModelDescription description, String name, String version, boolean explain) {
    List<AnswerColumn> columns = new ArrayList<>();
    List<String> labels = description.target().labels();
    if (labels.isEmpty()) {
      columns.add(new AnswerColumn.Numeric("prediction"));
    } else {
      columns.add(new AnswerColumn.Word("prediction_label", labels));
      columns.add(new AnswerColumn.Numeric("prediction_probability"));
      labels.forEach(label -> columns.add(new AnswerColumn.Numeric("probability_" + label)));
    }
    if (explain) {
      for (Feature feature : description.features()) {
        columns.add(new AnswerColumn.Numeric("contribution_" + feature.name()));
      }
      columns.add(new AnswerColumn.Numeric("contribution_base"));
    }
    columns.add(new AnswerColumn.Constant("model_name", name));
    columns.add(new AnswerColumn.Constant("model_version", version));
    return columns;
  }

  private void demandExplained() {
    if (!scorer.unexplained().isEmpty()) {
      throw new Problem(
              Problem.Kind.UNSUPPORTED,
              "answers of this model cannot be explained: " + scorer.unexplained(),
              "",
              "a model of trees",
              "score without explanations")
          .asException();
    }
  }

  List<AnswerColumn> columns() {
    return columns;
  }

  /// Scores rows, and spreads their answers over a block.
  ///
  /// @param positions where in the block the rows of the frame stand
  /// @param rows of the block
  Filled fill(Frame frame, int[] positions, int rows) {
    double[][] numbers = new double[columns.size() - 2][rows];
    if (positions.length < rows) {
      for (double[] column : numbers) {
        Arrays.fill(column, Double.NaN);
      }
    }
    List<Prediction> predictions = frame.rows() == 0 ? List.of() : scorer.score(frame);
    boolean[] warned = new boolean[rows];
    for (int row = 0; row < predictions.size(); row++) {
      Prediction prediction = predictions.get(row);
      int at = positions[row];
      warned[at] = !prediction.warnings().isEmpty();
      int next = put(prediction, numbers, at);
      if (features > 0) {
        put(scorer.explain(frame, row, prediction), numbers, next, at);
      }
    }
    return new Filled(numbers, warned);
  }

  /// @param warned whether something was odd about a row of the block
  // Handed over and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Filled(double[][] numbers, boolean[] warned) {}

  private int put(Prediction prediction, double[][] numbers, int at) {
    if (classes == 0) {
      numbers[0][at] = prediction.value();
      return 1;
    }
    numbers[0][at] = prediction.labelIndex();
    numbers[1][at] = prediction.probability();
    for (int label = 0; label < classes; label++) {
      numbers[2 + label][at] = prediction.probabilities()[label];
    }
    return 2 + classes;
  }

  private void put(Explanation explanation, double[][] numbers, int first, int at) {
    for (int feature = 0; feature < features; feature++) {
      numbers[first + feature][at] = explanation.contributions().get(feature).amount();
    }
    numbers[first + features][at] = explanation.base();
  }
}
