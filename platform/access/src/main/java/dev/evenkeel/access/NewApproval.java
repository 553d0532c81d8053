package dev.evenkeel.access;

import dev.evenkeel.base.Role;
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
public record NewApproval(
    String kind,
    String subject,
    String project,
    Map<String, String> facts,
    String reason,
    Role role,
    int needed) {
  public NewApproval {
    if (needed < 1) {
      throw new IllegalArgumentException(
          "Cannot ask for approval: it takes one at least, got " + needed);
    }
    facts = Map.copyOf(facts);
  }
}
