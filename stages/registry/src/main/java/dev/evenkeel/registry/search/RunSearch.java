package dev.evenkeel.registry.search;

import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.Optional;

/// Finds runs.
public final class RunSearch {
  /// The most runs that one page has.
  public static final int RESULTS_MAX = 50_000;

  /// The most experiments that one search looks into.
  public static final int EXPERIMENTS_MAX = 10_000;

  private final Database database;
  private final RunPlans plans;

  public RunSearch(Database database) {
    this(database, RunPlans.Limits.MEASURED);
  }

  RunSearch(Database database, RunPlans.Limits limits) {
    this.database = database;
    this.plans = new RunPlans(new Conditions(database.isSqlite()), limits);
  }

  /// The ids of runs that a filter lets through.
  ///
  /// @param experimentIds whose runs; none finds none
  /// @param filter in MLflow's words; blank finds all
  /// @param orderBy such as `metrics.loss ASC`; the newest first where it leaves a choice, then by
  ///   id. Metrics that are NaN follow the others, and runs without a value come last, in both
  ///   directions. Params, tags and names count by their first 250 characters.
  /// @param maxResults from 1 to [#RESULTS_MAX]
  /// @param token of the page before; empty for the first page
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when one of them cannot be read
  public Page<String> search(
      List<Long> experimentIds,
      String filter,
      View view,
      List<String> orderBy,
      int maxResults,
      Optional<String> token) {
    Query.checkResults(maxResults, RESULTS_MAX);
    List<Long> experiments = distinct(experimentIds);
    List<Clause> clauses = FilterParser.parse(filter, Vocabulary.RUNS);
    List<Order> orders = Order.parse(orderBy, Vocabulary.RUNS);
    List<Object> search = List.of("runs", experiments, filter, view, orderBy);
    return database.read(sql -> {
      List<Long> seen = ProjectScope.seen(sql, experiments);
      return seen.isEmpty()
          ? new Page<>(List.of(), Optional.empty())
          : Query.page(
              sql, plans.plan(sql, seen, clauses, view, orders), search, maxResults, token);
    });
  }

  static List<Long> distinct(List<Long> experimentIds) {
    if (experimentIds.size() > EXPERIMENTS_MAX) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "`experiment_ids` has more than %d entries".formatted(EXPERIMENTS_MAX),
              "")
          .asException();
    }
    return experimentIds.stream().distinct().sorted().toList();
  }
}
