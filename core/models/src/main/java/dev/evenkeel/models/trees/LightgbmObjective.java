package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;
import java.util.Arrays;
import java.util.List;

/// LightGBM's objectives: what their sums mean.
///
/// @param sigmoid steepness of the logistic forms
record LightgbmObjective(Link link, double sigmoid) {
  /// @param line as the file has it, such as `binary sigmoid:1`; empty for one of the user's own
  /// @param groups trees an iteration
  static LightgbmObjective of(String line, int groups, Refusal refusal) {
    List<String> words = Arrays.asList(line.split(" ", -1));
    LightgbmObjective objective =
        new LightgbmObjective(link(words, refusal), sigmoid(words, refusal));
    boolean several = objective.link == Link.SOFTMAX || objective.link == Link.ONE_VERSUS_ALL;
    if (several != groups > 1) {
      throw refusal.of(
          "%d trees an iteration for objective `%s`".formatted(groups, Names.abbreviate(line)),
          "several for multiclass, one for any other",
          "train it with one of LightGBM's own objectives");
    }
    return objective;
  }

  private static Link link(List<String> words, Refusal refusal) {
    return switch (words.getFirst()) {
      case "binary" -> Link.LOGISTIC;
      case "multiclass" -> Link.SOFTMAX;
      case "multiclassova" -> Link.ONE_VERSUS_ALL;
      case "cross_entropy" -> Link.SHARE;
      case "cross_entropy_lambda" -> Link.LOG_ONE_PLUS_EXPONENTIAL;
      case "poisson", "gamma", "tweedie" -> Link.EXPONENTIAL;
      case "regression", "regression_l1", "huber", "fair", "quantile", "mape" ->
          words.contains("sqrt") ? Link.SQUARE : Link.IDENTITY;
      case "", "custom", "none", "lambdarank", "rank_xendcg" -> Link.IDENTITY;
      default ->
          throw refusal.of(
              "objective `%s`".formatted(Names.abbreviate(words.getFirst())),
              "one that LightGBM 4 knows",
              "train it with one of LightGBM's own objectives");
    };
  }

  private static double sigmoid(List<String> words, Refusal refusal) {
    String prefix = "sigmoid:";
    for (String word : words) {
      if (word.startsWith(prefix)) {
        try {
          double sigmoid = Double.parseDouble(word.substring(prefix.length()));
          if (sigmoid > 0 && Double.isFinite(sigmoid)) {
            return sigmoid;
          }
        } catch (NumberFormatException e) {
          // Falls through to the message.
        }
        throw refusal.of("`%s`".formatted(Names.abbreviate(word)), "a number above zero");
      }
    }
    return 1;
  }
}
