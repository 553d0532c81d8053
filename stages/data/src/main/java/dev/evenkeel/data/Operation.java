package dev.evenkeel.data;

/// What made a version of its parent.
public enum Operation {
  /// Rows were added.
  APPEND,
  /// All rows were replaced: a full refresh.
  OVERWRITE,
  /// Columns were added or renamed; the rows are the same.
  EVOLVE,
  /// The same rows in fewer files.
  COMPACT,
  /// The rows of an earlier version again.
  ROLLBACK,
  /// Rows of somebody were taken out for good.
  DELETE;

  /// Whether its files hold no row that was not there before.
  boolean onlyRewrites() {
    return this == COMPACT || this == DELETE;
  }
}
