package dev.evenkeel.contracts.compat;

/// What a change does to one side.
public enum Effect {
  /// Nothing that they would notice.
  OK,
  /// They go on, and should look at it.
  WARN,
  /// What they have or do is no longer right.
  BREAK
}
