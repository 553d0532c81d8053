package dev.evenkeel.authoring;

/// What becomes of times of a schedule at which no server ran.
public enum CatchUp {
  /// Nothing.
  NONE,
  /// One run for the last of them.
  LATEST,
  /// One run for each.
  ALL
}
