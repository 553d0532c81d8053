package dev.evenkeel.data;

import dev.evenkeel.checks.Outcome;
import dev.evenkeel.checks.RuleWords;
import dev.evenkeel.contracts.Severity;
import java.util.List;
import java.util.Optional;

/// What became of a batch.
///
/// @param version empty when the batch did not become one
/// @param refusal why; empty when it did, or when it held no row at all
/// @param rules every declared rule with what became of it
/// @param rejected rows that went to quarantine
/// @param examples the first of them
public record IngestResult(
    Optional<DatasetVersion> version,
    Optional<Refusal> refusal,
    List<RuleResult> rules,
    long rejected,
    List<QuarantinedRow> examples) {
  public IngestResult {
    rules = List.copyOf(rules);
    examples = List.copyOf(examples);
  }

  /// A batch that may not be read.
  ///
  /// @param version in state REJECTED, whose quarantine holds the whole batch
  /// @param reason in one sentence without a full stop
  public record Refusal(DatasetVersion version, String reason) {}

  /// What became of one rule.
  ///
  /// @param column that it is about, some of them, or `rows`
  /// @param violations rows that broke it; 0 of a rule that no single row breaks
  /// @param reason why it did not pass; empty when it did
  public record RuleResult(
      String column,
      String rule,
      String expected,
      Severity severity,
      Outcome outcome,
      long violations,
      String reason) {
    static RuleResult of(dev.evenkeel.checks.RuleResult result, long violations) {
      return new RuleResult(
          RuleWords.about(result.rule()),
          RuleWords.kind(result.rule()),
          RuleWords.expected(result.rule()),
          result.rule().severity(),
          result.outcome(),
          violations,
          result.reason());
    }
  }
}
