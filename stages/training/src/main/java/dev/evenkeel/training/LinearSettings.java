package dev.evenkeel.training;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.LinearModel;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.training.linear.LinearFit;
import dev.evenkeel.training.linear.Penalty;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Linear regression of a quantity, logistic regression of labels, on standardised columns whose
/// missing values take the mean.
///
/// @param l1 cost of absolute weights
/// @param l2 cost of squared weights
record LinearSettings(double l1, double l2) {
  private static final Set<String> KEYS = Set.of("trainer", "l1", "l2");

  static LinearSettings of(Map<String, String> with) {
    for (String key : with.keySet()) {
      if (!KEYS.contains(key)) {
        String near = Names.nearest(key, KEYS);
        throw problem(
            "setting `%s` of a linear train step is unknown".formatted(Names.abbreviate(key)),
            "one of " + String.join(", ", KEYS.stream().sorted().toList()),
            near.isEmpty() ? "" : "write `%s`".formatted(near));
      }
    }
    return new LinearSettings(number(with, "l1", 0), number(with, "l2", 0.001));
  }

  private static double number(Map<String, String> with, String key, double otherwise) {
    String text = with.getOrDefault(key, String.valueOf(otherwise));
    try {
      double number = Double.parseDouble(text);
      if (number >= 0 && number <= 1e6) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the setting.
    }
    throw problem(
        "`%s: %s` of a train step cannot be used".formatted(key, Names.abbreviate(text)),
        "a number from 0 to 1000000",
        "");
  }

  Trained train(FeatureMatrix rows, int classes, List<String> columns) {
    Scaling scaling = Scaling.of(rows);
    double[] values = new double[rows.values().length];
    for (int index = 0; index < values.length; index++) {
      int column = index % rows.width();
      float value = rows.values()[index];
      values[index] =
          Float.isNaN(value) ? 0 : (value - scaling.mean()[column]) / scaling.spread()[column];
    }
    double[] labels = new double[rows.rows()];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = rows.labels()[row];
    }
    LinearFit fit = LinearFit.of(values, rows.width(), labels, classes, new Penalty(l1, l2));
    if (!fit.hasConverged()) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "a linear model of these columns does not settle",
              "raise `l2`, or leave columns out that say the same")
          .asException();
    }
    byte[] artifact =
        LinearModel.write(
            classes, columns, scaling.mean(), scaling.spread(), fit.intercepts(), fit.weights());
    return new Trained(ModelDescription.LINEAR_JSON, artifact, this, Map.of());
  }

  private static RuntimeException problem(String what, String expected, String remedy) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, remedy).asException();
  }
}
