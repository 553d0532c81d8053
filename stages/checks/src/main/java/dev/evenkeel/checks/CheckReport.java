package dev.evenkeel.checks;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What came of a check.
///
/// @param contract `id@version`
/// @param object that was checked
/// @param rows of the table
/// @param nulls missing values of each column that the contract names and the table has
/// @param results of every rule, in the order of the contract
/// @param quarantined where the rows that break rules were written; empty when nobody asked or none
///   does
/// @param started machine time
/// @param ended machine time
public record CheckReport(
    String contract,
    String object,
    long rows,
    Map<String, Long> nulls,
    List<RuleResult> results,
    Optional<Quarantined> quarantined,
    Instant started,
    Instant ended) {
  /// Rows that were split off.
  public record Quarantined(Path file, long rows) {}

  public CheckReport {
    nulls = Map.copyOf(nulls);
    results = List.copyOf(results);
  }

  /// The worst outcome; rules that nothing can measure do not count.
  public Outcome outcome() {
    return results.stream()
        .map(RuleResult::outcome)
        .filter(outcome -> outcome != Outcome.NOT_EXECUTABLE)
        .min(Comparator.naturalOrder())
        .orElse(Outcome.PASSED);
  }

  /// How many rules ended in some way.
  public long count(Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  /// As a person says it: `1 failed, 25 passed`.
  public String summary() {
    StringBuilder text = new StringBuilder();
    for (Outcome outcome : Arrays.asList(Outcome.values())) {
      long count = count(outcome);
      if (count > 0) {
        text.append(text.isEmpty() ? "" : ", ").append(count).append(' ').append(outcome.written());
      }
    }
    return text.isEmpty() ? "no rules" : text.toString();
  }
}
