package dev.evenkeel.access;

import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import java.util.Map;

/// Somebody with a password of ours.
///
/// @param roles by project; `*` for all
public record User(String name, boolean isDisabled, Map<String, Role> roles, long createdMillis) {
  public User {
    roles = Map.copyOf(roles);
  }

  /// As who they act.
  public Principal principal() {
    return new Principal(name, roles);
  }
}
