package dev.evenkeel.console;

/// Where the pages of approvals and the audit log get what they show; `server` connects them.
public interface GovernanceSource {
  /// What waits, and a page of what was decided.
  ///
  /// @param before an id; empty for the newest
  /// @param problem to be shown above
  ApprovalsView approvals(String before, String problem);

  /// Approves on behalf of whoever asks.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it cannot be
  void approve(String id, String reason);

  /// Rejects on behalf of whoever asks.
  ///
  /// @throws dev.evenkeel.base.ProblemException when it cannot be
  void reject(String id, String reason);

  /// A page of the audit log.
  AuditView audit(AuditView.Question question);
}
