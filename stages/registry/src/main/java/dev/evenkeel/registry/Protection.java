package dev.evenkeel.registry;

import dev.evenkeel.base.Role;

/// Who may move an alias.
///
/// @param model its model; [#EVERY_MODEL] for all that have no rule of their own
/// @param role what whoever moves it must be
/// @param approvals so many others must approve; 0 for none
public record Protection(String model, String alias, Role role, int approvals) {
  /// All models.
  public static final String EVERY_MODEL = "*";

  /// More nobody waits for.
  public static final int APPROVALS_MAX = 10;
}
