package dev.evenkeel.models.trees;

/// What the sums of the leaves mean. The first four compute in float and are XGBoost's, which has a
/// second form of them in double, LightGBM's. `StrictMath`, so that every Java has the same bits.
enum Link {
  /// A number as it is.
  IDENTITY,
  /// The logarithm of a number.
  FLOAT_EXPONENTIAL,
  /// The log-odds of a share.
  FLOAT_SHARE,
  /// The log-odds of the second of two classes.
  FLOAT_LOGISTIC,
  /// Unnormalised log-probabilities.
  FLOAT_SOFTMAX,
  /// Above zero is the second of two classes.
  HINGE,
  EXPONENTIAL,
  SHARE,
  LOGISTIC,
  SOFTMAX,
  /// Each class by its own log-odds.
  ONE_VERSUS_ALL,
  /// The square root of a number.
  SQUARE,
  /// The intensity behind a share.
  LOG_ONE_PLUS_EXPONENTIAL;

  /// Numbers in an answer of so many sums.
  int outputs(int groups) {
    return this == FLOAT_LOGISTIC || this == LOGISTIC || this == HINGE ? 2 : groups;
  }

  boolean isQuantity() {
    return switch (this) {
      case IDENTITY,
          FLOAT_EXPONENTIAL,
          FLOAT_SHARE,
          EXPONENTIAL,
          SHARE,
          SQUARE,
          LOG_ONE_PLUS_EXPONENTIAL ->
          true;
      case FLOAT_LOGISTIC, FLOAT_SOFTMAX, HINGE, LOGISTIC, SOFTMAX, ONE_VERSUS_ALL -> false;
    };
  }

  /// Replaces sums by answers.
  ///
  /// @param sigmoid steepness of the logistic forms in double
  void transform(double[] numbers, int at, int groups, double sigmoid) {
    switch (this) {
      case IDENTITY -> {}
      case FLOAT_EXPONENTIAL -> numbers[at] = (float) StrictMath.exp(numbers[at]);
      case FLOAT_SHARE -> numbers[at] = floatSigmoid((float) numbers[at]);
      case FLOAT_LOGISTIC -> two(numbers, at, floatSigmoid((float) numbers[at]));
      case FLOAT_SOFTMAX -> floatSoftmax(numbers, at, groups);
      case HINGE -> two(numbers, at, numbers[at] > 0 ? 1 : 0);
      case EXPONENTIAL -> numbers[at] = StrictMath.exp(numbers[at]);
      case SHARE -> numbers[at] = sigmoid(numbers[at], sigmoid);
      case LOGISTIC -> two(numbers, at, sigmoid(numbers[at], sigmoid));
      case SOFTMAX -> softmax(numbers, at, groups);
      case ONE_VERSUS_ALL -> {
        for (int index = at; index < at + groups; index++) {
          numbers[index] = sigmoid(numbers[index], sigmoid);
        }
      }
      case SQUARE -> numbers[at] = Math.copySign(numbers[at] * numbers[at], numbers[at]);
      case LOG_ONE_PLUS_EXPONENTIAL -> numbers[at] = StrictMath.log1p(StrictMath.exp(numbers[at]));
    }
  }

  private static void two(double[] numbers, int at, double second) {
    numbers[at] = 1.0 - second;
    numbers[at + 1] = second;
  }

  private static float floatSigmoid(float margin) {
    float exponent = (float) StrictMath.exp(Math.min(-margin, 88.7f));
    return 1.0f / (exponent + 1.0f + 1e-16f);
  }

  private static double sigmoid(double margin, double steepness) {
    return 1.0 / (1.0 + StrictMath.exp(-steepness * margin));
  }

  private static void floatSoftmax(double[] numbers, int at, int groups) {
    float most = (float) most(numbers, at, groups);
    double sum = 0;
    for (int index = at; index < at + groups; index++) {
      float exponential = (float) StrictMath.exp((float) numbers[index] - most);
      numbers[index] = exponential;
      sum += exponential;
    }
    float total = (float) sum;
    for (int index = at; index < at + groups; index++) {
      numbers[index] = (float) numbers[index] / total;
    }
  }

  private static void softmax(double[] numbers, int at, int groups) {
    double most = most(numbers, at, groups);
    double sum = 0;
    for (int index = at; index < at + groups; index++) {
      numbers[index] = StrictMath.exp(numbers[index] - most);
      sum += numbers[index];
    }
    for (int index = at; index < at + groups; index++) {
      numbers[index] /= sum;
    }
  }

  private static double most(double[] numbers, int at, int groups) {
    double most = numbers[at];
    for (int index = at + 1; index < at + groups; index++) {
      most = Math.max(most, numbers[index]);
    }
    return most;
  }
}
