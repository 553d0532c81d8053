package dev.evenkeel.registry;

import dev.evenkeel.access.ApprovalRequest;

/// What a gate says of a challenger, with the figures it judged by.
public sealed interface Verdict {
  /// In plain words, with figures.
  String evidence();

  /// The challenger may serve.
  ///
  /// @param report what people are told who are asked before it does
  record Pass(String evidence, GateReport report) implements Verdict {
    /// One for which nobody but a rule of its alias asks people.
    public Pass(String evidence) {
      this(evidence, GateReport.NONE);
    }
  }

  /// The champion stays.
  record Fail(String evidence) implements Verdict {}

  /// Too little to judge by; the policy says what that means.
  record Inconclusive(String evidence) implements Verdict {}

  /// The challenger may serve once people have approved it.
  ///
  /// @param request what they approve
  record Waiting(String evidence, ApprovalRequest request) implements Verdict {}
}
