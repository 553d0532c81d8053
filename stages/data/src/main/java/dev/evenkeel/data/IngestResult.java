package dev.evenkeel.data;

import dev.evenkeel.contracts.Severity;
import java.util.List;
import java.util.Optional;

/// What became of a batch.
///
/// @param version empty when no row was good
/// @param rules every declared rule with how often it was broken
public record IngestResult(
    Optional<DatasetVersion> version, List<RuleResult> rules, long rejected) {
  public IngestResult {
    rules = List.copyOf(rules);
  }

  /// One rule on one column.
  ///
  /// @param violations rows that broke it
  public record RuleResult(
      String column, String rule, String expected, Severity severity, long violations) {}
}
