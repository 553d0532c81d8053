package dev.evenkeel.checks;

import dev.evenkeel.contracts.Severity;
import dev.evenkeel.contracts.odcs.Document;
import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.contracts.rules.RulePlan;
import dev.evenkeel.contracts.rules.Threshold;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableFile;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Judges a batch before it becomes a version of a dataset: first its rows, as texts in a table of
/// the engine, then what is left of it, as a file.
///
/// What has no column in the batch reads as missing, and service levels are not judged: they are of
/// a dataset over time, not of one batch.
public final class BatchCheck {
  /// A whole number beyond would be rounded where it is read as a double.
  private static final BigInteger WHOLE_MAX = BigInteger.ONE.shiftLeft(53);

  private final Document document;
  private final RulePlan plan;
  private final boolean isGuarded;

  /// @param object of the document, on which the batch is
  public BatchCheck(Document document, String object) {
    this.document = document;
    this.plan = RulePlan.of(document, object);
    this.isGuarded =
        document.object(object).stream()
            .flatMap(found -> found.properties().stream())
            .anyMatch(TableCheck::holdsGuarded);
  }

  /// What became of a rule, and who is to blame.
  ///
  /// @param condition SQL that holds for the rows that break it; empty when none does, or when it
  ///   is the batch as a whole
  /// @param reason SQL that answers for such a row in plain words why
  public record Judged(RuleResult result, Optional<String> condition, String reason) {
    /// Whether the batch may not become a version, whatever its single rows are.
    public boolean refuses() {
      boolean isBroken =
          result.outcome() == Outcome.FAILED
              || (result.outcome() == Outcome.ERROR && result.rule().severity() == Severity.ERROR);
      return isBroken && condition.isEmpty();
    }

    /// Whether rows that break it may not go on.
    public boolean rejectsRows() {
      return condition.isPresent() && result.rule().severity() == Severity.ERROR;
    }
  }

  /// Judges all that rows, their keys and their numbers can break.
  ///
  /// @param table of texts in the engine, with every column of the object
  /// @param where it came from, in messages
  public List<Judged> rows(DuckDb duck, String table, List<String> columns, Path where) {
    RulePlan asked = new RulePlan(plan.document(), plan.object(), rulesOfRows());
    try (SqlRules none = new SqlRules(document, Map.of(), where)) {
      RuleRun run =
          new RuleRun(
              duck,
              asked,
              TableSource.staged(table, columns, where),
              Map.of(),
              none,
              List.of(),
              Instant.EPOCH,
              false);
      return run.results().stream()
          .filter(result -> !isOurs(result.rule()) || result.outcome() != Outcome.PASSED)
          .map(result -> judged(discreet(result), run.condition(result.rule())))
          .toList();
    }
  }

  private List<Rule> rulesOfRows() {
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : plan.rules()) {
      switch (rule.body()) {
        case Body.Present _, Body.RowCount _, Body.Sql _, Body.Sla _ -> {}
        case Body.HasType has when has.logicalType().equals("string") -> {}
        case Body.HasType has when has.logicalType().equals("integer") -> {
          rules.add(rule);
          rules.add(fitsWhole(rule));
        }
        default -> rules.add(rule);
      }
    }
    return rules;
  }

  private static Rule fitsWhole(Rule type) {
    return new Rule(
        type.id() + "-whole",
        type.pointer(),
        type.column(),
        "",
        Severity.ERROR,
        type.dimension(),
        new Body.FitsFormat("53 bits", WHOLE_MAX.negate(), WHOLE_MAX));
  }

  private static boolean isOurs(Rule rule) {
    return rule.id().endsWith("-whole");
  }

  private static Judged judged(RuleResult result, Optional<String> condition) {
    boolean isBroken = result.outcome() == Outcome.FAILED || result.outcome() == Outcome.WARNING;
    boolean isOfRows =
        !(result.rule().body() instanceof Body.Metric metric) || toleratesNone(metric.threshold());
    return new Judged(result, condition.filter(_ -> isBroken && isOfRows), reason(result.rule()));
  }

  /// Where some may break a rule, too many say something of the batch; to take just these out would
  /// bend the rest.
  private static boolean toleratesNone(Threshold threshold) {
    BigDecimal least =
        threshold.unit() == Threshold.Unit.PERCENT ? new BigDecimal("1e-9") : BigDecimal.ONE;
    return threshold.holds(BigDecimal.ZERO) && !threshold.holds(least);
  }

  private static String reason(Rule rule) {
    String about = RuleWords.about(rule);
    return rule.column().size() == 1
        ? "%s || coalesce(%s, 'nothing') || %s"
            .formatted(
                DuckDb.text(about + ": `"),
                DuckDb.name(rule.column().getFirst()),
                DuckDb.text("` is not " + RuleWords.wanted(rule)))
        : DuckDb.text("%s: not %s".formatted(about, RuleWords.wanted(rule)));
  }

  /// Whether a rule is about all rows, so that [#whole] has something to judge.
  public boolean hasWhole() {
    return plan.rules().stream()
        .map(Rule::body)
        .anyMatch(body ->
            body instanceof Body.RowCount || body instanceof Body.Sql || body instanceof Body.Sla);
  }

  /// Judges what the rows say together.
  ///
  /// @param file Parquet with the rows that may go on
  /// @param rows of the dataset with these
  /// @param scratch folder of nobody else's
  public List<Judged> whole(Path file, long rows, Path scratch) {
    TableFile table = new TableFile(file, TableFile.Format.PARQUET, false);
    List<Judged> judged = new ArrayList<>();
    try (SqlRules queries = new SqlRules(document, Map.of(plan.object(), table), scratch)) {
      for (Rule rule : plan.rules()) {
        Verdict verdict = new Verdict(rule);
        switch (rule.body()) {
          case Body.RowCount count ->
              judged.add(
                  ofAll(verdict.ofMetric(count.threshold(), BigDecimal.valueOf(rows), rows)));
          case Body.Sql sql ->
              judged.add(ofAll(discreet(queries.of(sql, rule, plan.object(), verdict))));
          case Body.Sla _ ->
              judged.add(
                  ofAll(
                      verdict.notExecutable(
                          "a service level is of the dataset over time, not of a batch")));
          default -> {}
        }
      }
    }
    return judged;
  }

  /// Everybody who sees the dataset reads results, and what the engine says of a failure may hold a
  /// value.
  private RuleResult discreet(RuleResult result) {
    return isGuarded && result.outcome() == Outcome.ERROR
        ? new Verdict(result.rule())
            .error(
                "it could not be judged; `evenkeel contract test` tells those why who have the rows")
        : result;
  }

  private static Judged ofAll(RuleResult result) {
    return new Judged(result, Optional.empty(), "");
  }
}
