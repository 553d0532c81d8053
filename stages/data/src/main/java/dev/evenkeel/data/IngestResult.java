package dev.evenkeel.data;

import dev.evenkeel.contracts.Severity;
import java.util.List;
import java.util.Optional;

/// What became of a batch.
///
/// @param version empty when no row was good
/// @param rules every declared rule with how often it was broken
/// @param rejected rows that went to quarantine
/// @param examples the first of them; a batch without a good row leaves nothing but these
public record IngestResult(
    Optional<DatasetVersion> version,
    List<RuleResult> rules,
    long rejected,
    List<QuarantinedRow> examples) {
  public IngestResult {
    rules = List.copyOf(rules);
    examples = List.copyOf(examples);
  }

  /// One rule on one column.
  ///
  /// @param violations rows that broke it
  public record RuleResult(
      String column, String rule, String expected, Severity severity, long violations) {}
}
