package dev.evenkeel.checks;

/// How a rule ended. Of several the worst stands first.
public enum Outcome {
  /// It could not be measured, although it should have been.
  ERROR("error"),
  /// Broken.
  FAILED("failed"),
  /// Broken, and of low severity.
  WARNING("warning"),
  /// Holds.
  PASSED("passed"),
  /// Nothing here can measure it.
  NOT_EXECUTABLE("not-executable");

  private final String written;

  Outcome(String written) {
    this.written = written;
  }

  /// As reports write it.
  public String written() {
    return written;
  }
}
