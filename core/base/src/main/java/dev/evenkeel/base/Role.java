package dev.evenkeel.base;

/// What somebody may do in a project; each role may also do what those before it may.
public enum Role {
  /// Reads everything and asks for predictions.
  VIEWER,

  /// Logs runs, registers versions, writes data.
  EDITOR,

  /// Decides what serves: deployments, promotions, protected aliases, approvals.
  DEPLOYER,

  /// Gives roles and tokens, and changes the rules.
  ADMIN;

  /// Whether it may do what another role may.
  public boolean covers(Role other) {
    return compareTo(other) >= 0;
  }
}
