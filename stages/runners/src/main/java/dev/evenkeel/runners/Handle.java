package dev.evenkeel.runners;

/// Names an attempt to the runner that carries it; small enough to be stored as text.
///
/// @param attempt its id
/// @param epoch under which it was started, which may be older than the one it was asked for under
public record Handle(String attempt, long epoch) {
  public Handle {
    Attempt.checkId(attempt);
    if (epoch < 0) {
      throw new IllegalArgumentException("Cannot name an attempt: epoch below 0, got " + epoch);
    }
  }

  /// Reads what [#toString] wrote.
  public static Handle parse(String text) {
    int at = text.lastIndexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("Cannot read a handle: no @, got " + text);
    }
    return new Handle(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
  }

  /// To be stored: `att-81f@2`.
  @Override
  public String toString() {
    return attempt + "@" + epoch;
  }
}
