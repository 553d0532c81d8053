package dev.evenkeel.base;

import java.util.Map;
import java.util.Set;

/// Somebody, or some part of the product, that acts.
///
/// @param name of a user or a token's user; what the audit log shows
/// @param roles by project; [#EVERYWHERE] stands for all projects, those to come included
public record Principal(String name, Map<String, Role> roles) {
  /// All projects.
  public static final String EVERYWHERE = "*";

  /// The product itself: schedules, policies, start-up.
  public static final Principal SYSTEM = new Principal("evenkeel", Map.of(EVERYWHERE, Role.ADMIN));

  /// Whoever sits at this machine, where authentication is off.
  public static final Principal LOCAL = new Principal("local", Map.of(EVERYWHERE, Role.ADMIN));

  /// Somebody who did not say who they are.
  public static final Principal ANONYMOUS = new Principal("anonymous", Map.of());

  public Principal {
    roles = Map.copyOf(roles);
  }

  /// Whether they may do something in a project.
  public boolean may(Role role, String project) {
    return mayEverywhere(role) || has(project, role);
  }

  /// Whether they may do it in every project.
  public boolean mayEverywhere(Role role) {
    return has(EVERYWHERE, role);
  }

  /// Whether they may do it in one project at least.
  public boolean maySomewhere(Role role) {
    return roles.values().stream().anyMatch(given -> given.covers(role));
  }

  /// The projects named in their roles, [#EVERYWHERE] among them if they have a role in all.
  public Set<String> projects() {
    return roles.keySet();
  }

  private boolean has(String project, Role role) {
    Role given = roles.get(project);
    return given != null && given.covers(role);
  }
}
