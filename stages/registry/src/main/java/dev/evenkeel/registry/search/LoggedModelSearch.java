package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LOGGED_MODEL_TAG;

import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Finds logged models; those that are deleted never.
public final class LoggedModelSearch {
  /// The most logged models that one page has.
  public static final int RESULTS_MAX = 1_000;

  private static final int DATASETS_MAX = 100;

  private final Database database;
  private final Conditions conditions;

  public LoggedModelSearch(Database database) {
    this.database = database;
    this.conditions = new Conditions(database.isSqlite());
  }

  /// The ids of logged models that a filter lets through.
  ///
  /// @param experimentIds whose models; none finds none
  /// @param filter in MLflow's words; blank finds all
  /// @param datasets of which metrics count, in the filter; without a clause on metrics, a model
  ///   must have some metric of one of them. Empty for any.
  /// @param orderBy of what the newest first leaves; then by id
  /// @param maxResults from 1 to [#RESULTS_MAX]
  /// @param token of the page before; empty for the first page
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when one of them cannot be read
  public Page<String> search(
      List<Long> experimentIds,
      String filter,
      List<DatasetChoice> datasets,
      List<ModelOrder> orderBy,
      int maxResults,
      Optional<String> token) {
    Query.checkResults(maxResults, RESULTS_MAX);
    List<Long> experiments = RunSearch.distinct(experimentIds);
    List<Clause> clauses = FilterParser.parse(filter, Vocabulary.LOGGED_MODELS);
    List<Column<?>> columns = new LoggedModelOrder(conditions).columns(orderBy);
    if (experiments.isEmpty()) {
      return new Page<>(List.of(), Optional.empty());
    }
    Condition where =
        DSL.and(clauses.stream().map(clause -> holds(clause, datasets)).toList())
            .and(ProjectScope.ofExperiment(REGISTRY_LOGGED_MODEL.EXPERIMENT_ID))
            .and(measured(clauses, datasets))
            .and(DSL.not(DSL.condition(REGISTRY_LOGGED_MODEL.IS_DELETED)))
            .and(
                REGISTRY_LOGGED_MODEL.EXPERIMENT_ID.in(
                    experiments.stream().map(DSL::inline).toList()));
    return new Query<>(
            REGISTRY_LOGGED_MODEL,
            where,
            columns,
            List.of(REGISTRY_LOGGED_MODEL.ID),
            row -> row.get(REGISTRY_LOGGED_MODEL.ID))
        .page(
            database,
            List.of("logged models", experiments, filter, datasets, orderBy),
            maxResults,
            token);
  }

  private static Condition measured(List<Clause> clauses, List<DatasetChoice> datasets) {
    if (datasets.size() > DATASETS_MAX) {
      throw Problem.of(
              Problem.Kind.INPUT, "`datasets` has more than %d entries".formatted(DATASETS_MAX), "")
          .asException();
    }
    if (datasets.isEmpty()
        || clauses.stream().anyMatch(clause -> clause.key().entity() == Entity.METRIC)) {
      return DSL.noCondition();
    }
    return DSL.exists(
        DSL.selectOne()
            .from(REGISTRY_LOGGED_MODEL_METRIC)
            .where(REGISTRY_LOGGED_MODEL_METRIC.MODEL_ID.eq(REGISTRY_LOGGED_MODEL.ID))
            .and(of(datasets)));
  }

  private static Condition of(List<DatasetChoice> datasets) {
    return datasets.isEmpty()
        ? DSL.noCondition()
        : DSL.or(datasets.stream().map(LoggedModelOrder::of).toList());
  }

  private Condition holds(Clause clause, List<DatasetChoice> datasets) {
    String key = clause.key().name();
    return switch (clause.key().entity()) {
      case ATTRIBUTE -> attribute(clause);
      case METRIC -> metric(clause, datasets);
      case PARAM ->
          conditions.keyed(
              clause,
              REGISTRY_LOGGED_MODEL_PARAM,
              REGISTRY_LOGGED_MODEL_PARAM
                  .MODEL_ID
                  .eq(REGISTRY_LOGGED_MODEL.ID)
                  .and(REGISTRY_LOGGED_MODEL_PARAM.KEY.eq(key)),
              REGISTRY_LOGGED_MODEL_PARAM.VALUE);
      case TAG ->
          conditions.keyed(
              clause,
              REGISTRY_LOGGED_MODEL_TAG,
              REGISTRY_LOGGED_MODEL_TAG
                  .MODEL_ID
                  .eq(REGISTRY_LOGGED_MODEL.ID)
                  .and(REGISTRY_LOGGED_MODEL_TAG.KEY.eq(key)),
              REGISTRY_LOGGED_MODEL_TAG.VALUE);
      case DATASET ->
          throw new IllegalStateException("Cannot search models by datasets, got " + clause);
    };
  }

  private Condition attribute(Clause clause) {
    String key = clause.key().name();
    return clause instanceof Clause.Figure(_, Relation relation, Numeral value)
        ? Conditions.whole(LoggedModelOrder.time(key), relation, value)
        : conditions.value(clause, LoggedModelOrder.text(key));
  }

  private static Condition metric(Clause clause, List<DatasetChoice> datasets) {
    if (!(clause instanceof Clause.Figure(Key key, Relation relation, Numeral value))) {
      throw new IllegalStateException("Cannot compare a metric with a text, got " + clause);
    }
    Field<Boolean> nan = REGISTRY_LOGGED_MODEL_METRIC.IS_NAN;
    return DSL.exists(
        DSL.selectOne()
            .from(REGISTRY_LOGGED_MODEL_METRIC)
            .where(REGISTRY_LOGGED_MODEL_METRIC.MODEL_ID.eq(REGISTRY_LOGGED_MODEL.ID))
            .and(REGISTRY_LOGGED_MODEL_METRIC.KEY.eq(key.name()))
            .and(Conditions.metric(REGISTRY_LOGGED_MODEL_METRIC.VALUE, nan, relation, value))
            .and(of(datasets)));
  }
}
