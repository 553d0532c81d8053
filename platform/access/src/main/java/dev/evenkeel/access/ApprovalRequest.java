package dev.evenkeel.access;

import dev.evenkeel.base.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Something that is done once enough people have approved it.
///
/// @param id rises
/// @param kind names what is done: `alias.move`
/// @param subject what it is done to, as `model/churn`
/// @param project where
/// @param facts what is to be done, and what it was asked against
/// @param reason of whoever asked; may be empty
/// @param role what whoever approves must be
/// @param needed so many approvals
/// @param requestedBy who asked
/// @param answers what people said, in their order
public record ApprovalRequest(
    long id,
    String kind,
    String subject,
    String project,
    Map<String, String> facts,
    String reason,
    Role role,
    int needed,
    String requestedBy,
    Instant requestedAt,
    Instant expiresAt,
    State state,
    List<Answer> answers) {
  public ApprovalRequest {
    facts = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(facts));
    answers = List.copyOf(answers);
  }

  /// How far it is. What was approved or rejected stays so.
  public enum State {
    PENDING,
    APPROVED,
    REJECTED,
    EXPIRED
  }

  /// What one of them said.
  ///
  /// @param approves or rejects
  public record Answer(String actor, boolean approves, String reason, Instant at) {}

  /// Approvals that it has.
  public int approvals() {
    return (int) answers.stream().filter(Answer::approves).count();
  }

  /// In words, for whoever has to wait.
  @Override
  public String toString() {
    return "request %d waits for %d of %d approvals".formatted(id, needed - approvals(), needed);
  }
}
