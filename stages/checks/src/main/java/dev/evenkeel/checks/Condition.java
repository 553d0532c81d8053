package dev.evenkeel.checks;

/// What a rule about single rows comes to for one table.
sealed interface Condition {
  /// True exactly for the rows that break it; never null.
  record Broken(String sql) implements Condition {}

  /// Holds for every row that this table can have.
  record Always() implements Condition {}

  /// Broken by the table itself, whatever its rows are.
  record Never(String reason) implements Condition {}

  /// Cannot be measured on this table.
  record Unmeasurable(String reason) implements Condition {}
}
