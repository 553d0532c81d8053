package dev.evenkeel.processes;

/// How a child ended.
///
/// @param exit its exit status; 128 and more after a signal
/// @param tail the last of what it printed, for messages
public record Ended(Cause cause, int exit, String tail) {
  /// Why it ended.
  public enum Cause {
    /// By itself.
    EXIT,
    /// It took longer than it may.
    TIME,
    /// It took more memory than it may.
    MEMORY,
    /// It started more processes than it may.
    PROCESSES,
    /// We had no more use for it.
    CLOSED
  }

  /// Whether it did what it was started for.
  public boolean succeeded() {
    return cause == Cause.EXIT && exit == 0;
  }

  /// In plain words: `took more memory than it may`.
  public String why() {
    return switch (cause) {
      case EXIT -> exit > SIGNAL ? "was ended by signal " + (exit - SIGNAL) : "ended with " + exit;
      case TIME -> "took longer than it may";
      case MEMORY -> "took more memory than it may";
      case PROCESSES -> "started more processes than it may";
      case CLOSED -> "was ended because nobody needs it";
    };
  }

  private static final int SIGNAL = 128;
}
