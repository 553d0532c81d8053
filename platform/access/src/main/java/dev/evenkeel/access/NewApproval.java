package dev.evenkeel.access;

import dev.evenkeel.base.Role;
import java.time.Duration;
import java.util.Map;

/// What somebody asks approval for.
///
/// @param kind names what is done: `alias.move`
/// @param subject what it is done to, as `model/churn`
/// @param project of what it is done to, in which the role counts
/// @param facts what is to be done, and what it is asked against
/// @param reason may be empty
/// @param role what whoever approves must be
/// @param needed so many approvals, 1 or more
/// @param validity how long it may be answered
public record NewApproval(
    String kind,
    String subject,
    String project,
    Map<String, String> facts,
    String reason,
    Role role,
    int needed,
    Duration validity) {
  /// How long a request may be answered unless whoever asks says otherwise.
  public static final Duration VALIDITY = Duration.ofDays(14);

  public NewApproval {
    if (needed < 1) {
      throw new IllegalArgumentException(
          "Cannot ask for approval: it takes one at least, got " + needed);
    }
    if (!validity.isPositive()) {
      throw new IllegalArgumentException(
          "Cannot ask for approval: its time must be above zero, got " + validity);
    }
    facts = Map.copyOf(facts);
  }

  /// One that may be answered as long as most.
  public NewApproval(
      String kind,
      String subject,
      String project,
      Map<String, String> facts,
      String reason,
      Role role,
      int needed) {
    this(kind, subject, project, facts, reason, role, needed, VALIDITY);
  }
}
