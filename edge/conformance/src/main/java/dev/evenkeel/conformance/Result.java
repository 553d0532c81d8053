package dev.evenkeel.conformance;

/// What came of a check.
///
/// @param reason empty when it passed
/// @param millis how long it took
record Result(Check check, Outcome outcome, String reason, long millis) {
  /// How it ended.
  enum Outcome {
    PASSED("passed"),
    FAILED("failed"),
    /// A recommendation that the server does not follow.
    ADVICE("advice"),
    NOT_OFFERED("not offered");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
