package dev.evenkeel.contracts;

/// What a broken rule means for the row.
public enum Severity {
  /// The row goes to quarantine; a request is refused.
  ERROR,
  /// The row stays and the violation is reported.
  WARNING
}
