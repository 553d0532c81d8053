package dev.evenkeel.training;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.Map;
import java.util.Set;

/// Reads the `with` of a `train` step.
final class TrainingSettings {
  static final Set<String> KEYS =
      Set.of(
          "trees", "depth", "learningRate", "rowShare", "columnShare", "minChildWeight", "lambda");

  private TrainingSettings() {}

  static TrainingParameters of(Map<String, String> with) {
    for (String key : with.keySet()) {
      if (!KEYS.contains(key)) {
        String near = Names.nearest(key, KEYS);
        throw problem(
            "setting `%s` of a train step is unknown".formatted(Names.abbreviate(key)),
            "one of " + String.join(", ", KEYS.stream().sorted().toList()),
            near.isEmpty() ? "" : "write `%s`".formatted(near));
      }
    }
    return new TrainingParameters(
        whole(with, "trees", 100, 1, 10_000),
        whole(with, "depth", 5, 1, 20),
        number(with, "learningRate", 0.1, 1e-4, 1),
        number(with, "rowShare", 1, 0.01, 1),
        number(with, "columnShare", 1, 0.01, 1),
        number(with, "minChildWeight", 1, 0, 1e6),
        number(with, "lambda", 1, 0, 1e6));
  }

  private static int whole(
      Map<String, String> with, String key, int otherwise, int least, int most) {
    double number = number(with, key, otherwise, least, most);
    if (number != Math.rint(number)) {
      throw problem(
          "`%s: %s` of a train step cannot be used"
              .formatted(key, Names.abbreviate(String.valueOf(with.get(key)))),
          "a whole number from %d to %d".formatted(least, most),
          "");
    }
    return (int) number;
  }

  private static double number(
      Map<String, String> with, String key, double otherwise, double least, double most) {
    String text = with.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      double number = Double.parseDouble(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that names the setting.
    }
    throw problem(
        "`%s: %s` of a train step cannot be used".formatted(key, Names.abbreviate(text)),
        "a number from %s to %s".formatted(least, most),
        "");
  }

  private static RuntimeException problem(String what, String expected, String remedy) {
    return new Problem(Problem.Kind.CONFIGURATION, what, "", expected, remedy).asException();
  }
}
