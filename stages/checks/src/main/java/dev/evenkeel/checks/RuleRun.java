package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.contracts.rules.Rule;
import dev.evenkeel.contracts.rules.RulePlan;
import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One run of a plan: what the table says without being read, one pass for all that one pass can
/// answer, and a query each for keys.
final class RuleRun {
  private final RulePlan plan;
  private final TableSource source;
  private final Measures measures;
  private final KeyedRules keyed;
  private final SqlRules queries;
  private final List<TableSource.Column> named;
  private final Instant now;
  private final List<RuleResult> results = new ArrayList<>();
  private final Map<List<String>, Body.HasType> types = new LinkedHashMap<>();
  private final Map<Rule, String> rowConditions = new LinkedHashMap<>();
  private final Map<Rule, String> counts = new LinkedHashMap<>();

  /// @param isKeeping whether rows that break rules are wanted afterwards
  RuleRun(
      DuckDb duck,
      RulePlan plan,
      TableSource source,
      Map<String, TableSource> sources,
      SqlRules queries,
      List<TableSource.Column> named,
      Instant now,
      boolean isKeeping) {
    this.plan = plan;
    this.queries = queries;
    this.named = List.copyOf(named);
    this.source = source;
    this.now = now;
    this.measures = new Measures(duck, source);
    this.keyed = new KeyedRules(duck, source, sources, measures, this::rows);
    for (Rule rule : plan.rules()) {
      if (rule.body() instanceof Body.HasType has) {
        types.put(rule.column(), has);
      }
    }
    // Of other files nothing is known before the pass.
    run(isKeeping && source.hasFooter());
  }

  long rows() {
    return measures.number(Measures.ROWS).map(BigDecimal::longValueExact).orElse(0L);
  }

  /// Missing values of the columns that the contract names, also of those that no rule is about.
  Map<String, Long> nulls() {
    Map<String, Long> nulls = new LinkedHashMap<>();
    named.forEach(column ->
        measures
            .number(Measures.nulls(column.sql()))
            .ifPresent(number -> nulls.put(column.name(), number.longValueExact())));
    return nulls;
  }

  List<RuleResult> results() {
    return results;
  }

  /// Where every bad row is.
  String relation() {
    return measures.relation();
  }

  /// Why rows are bad: of every rule that is broken and that single rows can break.
  List<Reason> reasons() {
    return results.stream()
        .filter(result -> result.outcome() == Outcome.FAILED || result.outcome() == Outcome.WARNING)
        .map(RuleResult::rule)
        .flatMap(rule -> condition(rule).map(found -> Reason.of(rule, found)).stream())
        .toList();
  }

  /// What holds for the rows that break a rule; empty when single rows cannot, or none does.
  Optional<String> condition(Rule rule) {
    return Optional.ofNullable(rowConditions.get(rule))
        .map(measures::cheapest)
        .or(() -> keyed.condition(rule));
  }

  /// Each rule says first what it needs, and judges when all is known.
  private void run(boolean isKeeping) {
    var _ = measures.wantOfColumns(Measures.ROWS);
    named.forEach(column -> measures.wantOfColumns(Measures.nulls(column.sql())));
    List<Supplier<RuleResult>> judges = new ArrayList<>();
    for (Rule rule : plan.rules()) {
      judges.add(prepare(rule));
    }
    measures.runWithoutRows();
    Map<Integer, RuleResult> early = new HashMap<>();
    if (isKeeping) {
      if (!broken().isEmpty()) {
        keyed.expectRepeats();
      }
      for (int index = 0; index < judges.size(); index++) {
        if (isOfKeys(plan.rules().get(index))) {
          early.put(index, judges.get(index).get());
        }
      }
    }
    measures.runPass(isKeeping ? broken() : List.of());
    Optional<String> failure = measures.failure(Measures.ROWS);
    if (failure.isPresent()) {
      throw TableSource.unreadable(source.file(), new IllegalStateException(failure.get()));
    }
    for (int index = 0; index < judges.size(); index++) {
      RuleResult known = early.get(index);
      results.add(known == null ? judges.get(index).get() : known);
    }
  }

  private static boolean isOfKeys(Rule rule) {
    return rule.body() instanceof Body.OfKeys || rule.body() instanceof Body.DuplicateValues;
  }

  /// What is known to hold for some rows; empty when these are more than are worth keeping.
  private List<String> broken() {
    List<String> broken = new ArrayList<>();
    BigDecimal rows = BigDecimal.ZERO;
    for (Map.Entry<Rule, String> each : rowConditions.entrySet()) {
      BigDecimal number =
          measures.number(counts.getOrDefault(each.getKey(), "")).orElse(BigDecimal.ZERO);
      if (number.signum() > 0) {
        rows = rows.add(number);
        broken.add(measures.cheapest(each.getValue()));
      }
    }
    plan.rules().forEach(rule -> keyed.condition(rule).ifPresent(broken::add));
    return rows.compareTo(BigDecimal.valueOf(CollectedRows.ROWS_MAX)) <= 0 ? broken : List.of();
  }

  private Supplier<RuleResult> prepare(Rule rule) {
    Verdict verdict = new Verdict(rule);
    Optional<Place> place =
        rule.column().isEmpty() ? Optional.empty() : Place.of(rule.column(), source);
    boolean isMissing = !rule.column().isEmpty() && place.isEmpty();
    if (rule.body() instanceof Body.Present) {
      return () -> isMissing ? verdict.broken("the column is missing") : verdict.passed();
    }
    if (rule.body() instanceof Body.NotExecutable reason) {
      return () -> verdict.notExecutable(reason.reason());
    }
    if (isMissing) {
      return rule.body() instanceof Body.Required
          ? () -> verdict.broken("the column is missing")
          : () -> verdict.error("the column is missing");
    }
    return switch (rule.body()) {
      case Body.OfRow row -> row(row, place.orElseThrow(), verdict);
      case Body.OfKeys keys -> () -> keyed.of(keys, rule, types, verdict);
      case Body.Metric metric -> metric(metric, rule, place, verdict);
      case Body.Sla sla -> new SlaJudge(measures, now).prepare(sla, cell(place, rule), verdict);
      default -> throw new IllegalStateException("Cannot run a rule: got " + rule.body());
    };
  }

  private Cell cell(Optional<Place> place, Rule rule) {
    Body.HasType has = types.get(rule.column());
    Place at = place.orElse(new Place("null", "", false, sql -> sql));
    return new Cell(
        at.expression(),
        at.isText(),
        has == null ? "" : has.logicalType(),
        has == null ? "" : has.format());
  }

  private Supplier<RuleResult> row(Body.OfRow body, Place place, Verdict verdict) {
    Cell cell = cell(Optional.of(place), verdict.rule());
    return switch (RowConditions.of(body, cell, place.type())) {
      case Condition.Always _ -> verdict::passed;
      case Condition.Never(String reason) -> () -> verdict.broken(reason);
      case Condition.Unmeasurable(String reason) -> () -> verdict.notExecutable(reason);
      case Condition.Broken(String sql) -> {
        rowConditions.put(verdict.rule(), place.wrapper().apply(sql));
        String count = brokenRows(body, cell, sql, place, verdict.rule());
        counts.put(verdict.rule(), count);
        yield () -> counted(count, verdict);
      }
    };
  }

  /// Asks for them by the cheapest way.
  private String brokenRows(Body.OfRow body, Cell cell, String sql, Place place, Rule rule) {
    if (rule.column().size() > 1) {
      return measures.wantRows(place.wrapper().apply(sql));
    }
    if (body instanceof Body.Required) {
      return measures.wantOfColumns(Measures.nulls(cell.raw()));
    }
    TableSource.Column column = source.column(rule.column().getFirst()).orElseThrow();
    return Bounds.proof(body, cell, column)
        .map(proof -> measures.wantUnless(proof, sql))
        .orElseGet(() -> measures.wantOfValues(column, sql));
  }

  private RuleResult counted(String count, Verdict verdict) {
    Optional<String> failure = measures.failure(count);
    return failure.isPresent()
        ? verdict.error(failure.get())
        : verdict.ofBrokenRows(measures.number(count).orElse(BigDecimal.ZERO));
  }

  private Supplier<RuleResult> metric(
      Body.Metric metric, Rule rule, Optional<Place> place, Verdict verdict) {
    if (metric instanceof Body.Sql sql) {
      return () -> queries.of(sql, rule, plan.object(), verdict);
    }
    if (metric instanceof Body.DuplicateValues duplicates) {
      return () -> keyed.duplicates(duplicates, types, verdict);
    }
    if (rule.column().size() > 1) {
      return () -> verdict.notExecutable("metrics inside of a column are not measured here");
    }
    Optional<String> count = counted(metric, rule, cell(place, rule));
    count.ifPresent(aggregate -> counts.put(rule, aggregate));
    return count
        .map(aggregate -> compared(metric, aggregate, verdict))
        .orElse(() -> verdict.notExecutable("its values or its pattern cannot be used"));
  }

  private Optional<String> counted(Body.Metric metric, Rule rule, Cell cell) {
    return switch (metric) {
      case Body.RowCount _ -> Optional.of(measures.wantOfColumns(Measures.ROWS));
      case Body.NullValues _ -> {
        rowConditions.put(rule, cell.raw() + " is null");
        yield Optional.of(measures.wantOfColumns(Measures.nulls(cell.raw())));
      }
      default ->
          MetricSql.of(metric, cell)
              .map(condition -> {
                rowConditions.put(rule, condition);
                return measures.wantOfValues(
                    source.column(rule.column().getFirst()).orElseThrow(), condition);
              });
    };
  }

  private Supplier<RuleResult> compared(Body.Metric metric, String aggregate, Verdict verdict) {
    return () -> {
      Optional<String> failure = measures.failure(aggregate);
      return failure.isPresent()
          ? verdict.error(failure.get())
          : verdict.ofMetric(
              metric.threshold(), measures.number(aggregate).orElse(BigDecimal.ZERO), rows());
    };
  }
}
