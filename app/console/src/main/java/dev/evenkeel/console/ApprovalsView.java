package dev.evenkeel.console;

import java.util.List;

/// What waits for approval, and what was decided.
///
/// @param problem why the last answer was not taken; empty when it was
/// @param waiting newest first
/// @param past newest first
/// @param older the id that the next page begins below; empty on the last
public record ApprovalsView(
    String problem, List<Request> waiting, List<Request> past, String older) {
  public ApprovalsView {
    waiting = List.copyOf(waiting);
    past = List.copyOf(past);
  }

  /// One request.
  ///
  /// @param what in words: `champion of churn: 1 → 2`
  /// @param address of the page of the version that is asked for; empty without one
  /// @param who asked, and when
  /// @param reason may be empty
  /// @param state in words
  /// @param answers in words, one for each
  public record Request(
      long id,
      String what,
      String address,
      String who,
      String reason,
      String state,
      List<String> answers) {
    public Request {
      answers = List.copyOf(answers);
    }
  }
}
