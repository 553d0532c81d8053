package dev.evenkeel.runners;

import dev.evenkeel.base.Problem;
import java.util.Map;

/// How far an attempt is.
public sealed interface Progress {
  /// It will start: an environment is made, or a cluster looks for a place.
  record Queued(String why) implements Progress {}

  /// Its program runs.
  record Running() implements Progress {}

  /// It did what it was started for.
  ///
  /// @param outputs all that were declared
  record Ok(Map<String, Output> outputs) implements Progress {
    public Ok {
      outputs = Map.copyOf(outputs);
    }
  }

  /// It ended, and not well.
  ///
  /// @param exit of the program; -1 when it had none
  record Failed(Cause cause, Problem problem, int exit) implements Progress {}

  /// Nobody can say how it ended; nothing of it runs any more.
  record Lost(String why) implements Progress {}

  /// Why an attempt failed, for those who decide about another one.
  enum Cause {
    /// The program said so by its exit status, or was ended by a signal.
    EXIT,
    /// It took longer than it may.
    TIME,
    /// It took more memory than it may.
    MEMORY,
    /// It ran more processes at once than it may.
    PROCESSES,
    /// It wrote more than it may.
    SPACE,
    /// Somebody stopped it.
    STOPPED,
    /// It ended well, but what it left is not what was declared.
    OUTPUTS,
    /// It never started: its environment cannot be made.
    ENVIRONMENT
  }

  /// Whether it is over.
  default boolean isOver() {
    return switch (this) {
      case Queued _, Running _ -> false;
      case Ok _, Failed _, Lost _ -> true;
    };
  }
}
