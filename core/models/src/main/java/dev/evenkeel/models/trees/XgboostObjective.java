package dev.evenkeel.models.trees;

import dev.evenkeel.base.Names;

/// XGBoost's objectives: what their sums mean, and where a base score lies.
record XgboostObjective(Link link, Base base) {
  /// How a stored base score becomes the first summand.
  enum Base {
    AS_IT_IS,
    LOGARITHM,
    LOG_ODDS
  }

  static XgboostObjective of(String name, Refusal refusal) {
    return switch (name) {
      case "multi:softprob", "multi:softmax" -> as(Link.FLOAT_SOFTMAX, Base.AS_IT_IS);
      case "binary:logistic" -> as(Link.FLOAT_LOGISTIC, Base.LOG_ODDS);
      case "reg:logistic" -> as(Link.FLOAT_SHARE, Base.LOG_ODDS);
      case "binary:hinge" -> as(Link.HINGE, Base.AS_IT_IS);
      // What comes out is the log-odds themselves, not classes.
      case "binary:logitraw" -> as(Link.IDENTITY, Base.AS_IT_IS);
      case "reg:squarederror",
          "reg:linear",
          "reg:absoluteerror",
          "reg:pseudohubererror",
          "reg:squaredlogerror",
          "reg:quantileerror",
          "rank:pairwise",
          "rank:ndcg",
          "rank:map" ->
          as(Link.IDENTITY, Base.AS_IT_IS);
      case "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft" ->
          as(Link.FLOAT_EXPONENTIAL, Base.LOGARITHM);
      default ->
          throw refusal.of(
              "objective `%s`".formatted(Names.abbreviate(name)),
              "one of reg:, count:, binary:, multi:, rank: or survival: that XGBoost 3 knows",
              "train it with one of XGBoost's own objectives");
    };
  }

  private static XgboostObjective as(Link link, Base base) {
    return new XgboostObjective(link, base);
  }

  /// The first summand.
  ///
  /// @param written as the file has it
  float margin(String written, Refusal refusal) {
    try {
      float score = Float.parseFloat(written);
      float margin =
          switch (base) {
            case AS_IT_IS -> score;
            case LOGARITHM -> (float) StrictMath.log(score);
            case LOG_ODDS -> (float) -StrictMath.log(1.0f / score - 1.0f);
          };
      if (Float.isFinite(margin)) {
        return margin;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message.
    }
    throw refusal.of(
        "base_score `%s`".formatted(Names.abbreviate(written)), "a number that fits the objective");
  }
}
