package dev.evenkeel.serving.invocations;

import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.serving.Deployed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What `predictions` holds, as the flavour that logged such a model answers in MLflow: a booster
/// its probabilities, everything else the classes.
final class Flavours {
  private Flavours() {}

  static List<Object> answer(Deployed deployed, List<Prediction> predictions) {
    ModelDescription description = deployed.version().description();
    boolean isBooster =
        List.of(
                ModelDescription.XGBOOST_JSON,
                ModelDescription.XGBOOST_UBJ,
                ModelDescription.LIGHTGBM_TEXT)
            .contains(description.format());
    List<Object> answers = new ArrayList<>();
    for (Prediction prediction : predictions) {
      if (description.target().labels().isEmpty()) {
        answers.add(prediction.value());
      } else if (!isBooster) {
        answers.add(label(prediction.label()));
      } else if (prediction.probabilities().length == 2) {
        answers.add(prediction.probabilities()[1]);
      } else {
        answers.add(Arrays.stream(prediction.probabilities()).boxed().toList());
      }
    }
    return answers;
  }

  /// A model that was trained on numbers answers numbers.
  private static Object label(String label) {
    return label.matches("-?(0|[1-9]\\d{0,17})") ? (Object) Long.parseLong(label) : label;
  }
}
