package dev.evenkeel.plugin;

import dev.evenkeel.contracts.compat.Change;
import java.util.List;

/// What is to be said of one contract.
///
/// @param contract its id
/// @param from the version that it was compared with; empty when none is released
/// @param to the version that is worked on; empty when it was removed
/// @param failures beside its changes: its version, the lock, its removal
record Verdict(
    String contract, String from, String to, List<Judged> changes, List<String> failures) {
  Verdict {
    changes = List.copyOf(changes);
    failures = List.copyOf(failures);
  }

  /// What became of a change.
  enum State {
    /// The policy allows it.
    ALLOWED,
    /// It breaks, and somebody agreed.
    WAIVED,
    /// It breaks.
    BREACH
  }

  /// A change.
  ///
  /// @param against the version that it was compared with
  /// @param note why it is waived, or no longer
  record Judged(String against, Change change, State state, String note) {}

  boolean isPassed() {
    return failures.isEmpty() && changes.stream().noneMatch(c -> c.state() == State.BREACH);
  }
}
