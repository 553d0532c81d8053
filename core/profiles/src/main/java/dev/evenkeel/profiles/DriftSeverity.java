package dev.evenkeel.profiles;

/// What a move means.
public enum DriftSeverity {
  /// Nothing that chance does not explain.
  NONE,
  /// Surely moved, surely too little to matter.
  INFO,
  /// Surely moved by more than is tolerated.
  WARNING,
  /// Surely moved far.
  CRITICAL
}
