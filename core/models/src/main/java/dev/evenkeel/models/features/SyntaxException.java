package dev.evenkeel.models.features;

/// What is wrong at which column of an expression; the program makes a problem of it.
public final class SyntaxException extends RuntimeException {
  private final int column;
  private final String what;
  private final String expected;

  SyntaxException(int column, String what, String expected) {
    super(what);
    this.column = column;
    this.what = what;
    this.expected = expected;
  }

  /// Where, from 1.
  public int column() {
    return column;
  }

  /// What is wrong there.
  public String what() {
    return what;
  }

  /// What would fit.
  public String expected() {
    return expected;
  }
}
