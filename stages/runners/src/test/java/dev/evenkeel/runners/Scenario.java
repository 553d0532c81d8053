package dev.evenkeel.runners;

/// What a step does in a contract test, whatever carries it.
public enum Scenario {
  /// Prints `hello`, leaves the value `rmse` 0.25 and the file `report` with `fine`.
  WELL,
  /// Prints `oh no` and ends with status 3, or by an exception.
  BADLY,
  /// Never ends by itself.
  FOREVER,
  /// Ends well and leaves nothing.
  NOTHING,
  /// Leaves NaN as `rmse`.
  NAN,
  /// Leaves a value `rsme` that was never declared.
  UNDECLARED,
  /// Leaves a file of 3 MiB where 1 MiB is allowed.
  TOO_BIG
}
