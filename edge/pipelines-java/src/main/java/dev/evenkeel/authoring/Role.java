package dev.evenkeel.authoring;

/// Who may agree that a step runs.
public enum Role {
  VIEWER,
  EDITOR,
  DEPLOYER,
  ADMIN
}
