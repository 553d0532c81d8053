package dev.evenkeel.models;

/// What is wrong at which column of an expression; [FeatureProgram] makes a problem of it.
final class SyntaxException extends RuntimeException {
  private final int column;
  private final String what;
  private final String expected;

  SyntaxException(int column, String what, String expected) {
    super(what);
    this.column = column;
    this.what = what;
    this.expected = expected;
  }

  int column() {
    return column;
  }

  String what() {
    return what;
  }

  String expected() {
    return expected;
  }
}
