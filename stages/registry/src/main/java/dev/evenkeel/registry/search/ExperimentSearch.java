package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT;
import static dev.evenkeel.store.schema.Tables.REGISTRY_EXPERIMENT_TAG;

import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/// Finds experiments.
public final class ExperimentSearch {
  /// The most experiments that one page has.
  public static final int RESULTS_MAX = 50_000;

  private static final Key ID = new Key(Entity.ATTRIBUTE, "experiment_id");
  private static final List<Order> NEWEST =
      List.of(new Order(new Key(Entity.ATTRIBUTE, "creation_time"), false), new Order(ID, true));

  private final Database database;
  private final Conditions conditions;

  public ExperimentSearch(Database database) {
    this.database = database;
    this.conditions = new Conditions(database.isSqlite());
  }

  /// The ids of experiments that a filter lets through.
  ///
  /// @param filter in MLflow's words; blank finds all
  /// @param orderBy such as `name ASC`; empty for the newest first. What it leaves open is sorted
  ///   by id, the highest first.
  /// @param maxResults from 1 to [#RESULTS_MAX]
  /// @param token of the page before; empty for the first page
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when one of them cannot be read
  public Page<Long> search(
      String filter, View view, List<String> orderBy, int maxResults, Optional<String> token) {
    Query.checkResults(maxResults, RESULTS_MAX);
    List<Clause> clauses = FilterParser.parse(filter, Vocabulary.EXPERIMENTS);
    List<Order> orders = new ArrayList<>(Order.parse(orderBy, Vocabulary.EXPERIMENTS));
    if (orders.isEmpty()) {
      orders.addAll(NEWEST);
    } else if (orders.stream().noneMatch(order -> order.key().equals(ID))) {
      orders.add(new Order(ID, false));
    }
    return new Query<>(
            REGISTRY_EXPERIMENT,
            DSL.and(clauses.stream().map(this::holds).toList())
                .and(stages(view))
                .and(ProjectScope.experiments()),
            orders.stream().<Column<?>>map(this::column).toList(),
            List.of(REGISTRY_EXPERIMENT.ID),
            row -> row.get(REGISTRY_EXPERIMENT.ID))
        .page(database, List.of("experiments", filter, view, orderBy), maxResults, token);
  }

  private static Condition stages(View view) {
    return switch (view) {
      case ACTIVE_ONLY -> REGISTRY_EXPERIMENT.STAGE.eq("ACTIVE");
      case DELETED_ONLY -> REGISTRY_EXPERIMENT.STAGE.eq("DELETED");
      case ALL -> DSL.noCondition();
    };
  }

  private Column<?> column(Order order) {
    String key = order.key().name();
    return switch (key) {
      case "experiment_id" -> Column.whole(key, REGISTRY_EXPERIMENT.ID, order.ascending());
      case "name" ->
          Column.text(
              "sorted_name", conditions.sorted(REGISTRY_EXPERIMENT.NAME), order.ascending());
      default -> Column.whole(key, time(key), order.ascending());
    };
  }

  private static Field<Long> time(String key) {
    return key.equals("creation_time")
        ? REGISTRY_EXPERIMENT.CREATED_MILLIS
        : REGISTRY_EXPERIMENT.UPDATED_MILLIS;
  }

  private Condition holds(Clause clause) {
    String key = clause.key().name();
    if (clause.key().entity() == Entity.TAG) {
      return conditions.keyed(
          clause,
          REGISTRY_EXPERIMENT_TAG,
          REGISTRY_EXPERIMENT_TAG
              .EXPERIMENT_ID
              .eq(REGISTRY_EXPERIMENT.ID)
              .and(REGISTRY_EXPERIMENT_TAG.KEY.eq(key)),
          REGISTRY_EXPERIMENT_TAG.VALUE);
    }
    if (clause instanceof Clause.Figure(_, Relation relation, Numeral value)) {
      return Conditions.whole(time(key), relation, value);
    }
    // Ids are texts to MLflow's clients.
    return conditions.value(
        clause,
        key.equals("name")
            ? REGISTRY_EXPERIMENT.NAME
            : REGISTRY_EXPERIMENT.ID.cast(SQLDataType.VARCHAR));
  }
}
