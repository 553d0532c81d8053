package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_TAG;

import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/// Finds registered models.
public final class RegisteredModelSearch {
  /// The most registered models that one page has.
  public static final int RESULTS_MAX = 1_000;

  private static final Key NAME = new Key(Entity.ATTRIBUTE, "name");

  private final Database database;
  private final Conditions conditions;

  public RegisteredModelSearch(Database database) {
    this.database = database;
    this.conditions = new Conditions(database.isSqlite());
  }

  /// The names of registered models that a filter lets through. Prompts are hidden unless the
  /// filter asks for `tags.mlflow.prompt.is_prompt = 'true'`.
  ///
  /// @param filter in MLflow's words; blank finds all
  /// @param orderBy such as `timestamp DESC`; what it leaves is sorted by name
  /// @param maxResults from 1 to [#RESULTS_MAX]
  /// @param token of the page before; empty for the first page
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when one of them cannot be read
  public Page<String> search(
      String filter, List<String> orderBy, int maxResults, Optional<String> token) {
    Query.checkResults(maxResults, RESULTS_MAX);
    List<Clause> clauses = FilterParser.parse(filter, Vocabulary.REGISTERED_MODELS);
    List<Order> orders = new ArrayList<>(Order.parse(orderBy, Vocabulary.REGISTERED_MODELS));
    if (orders.stream().noneMatch(order -> order.key().equals(NAME))) {
      orders.add(new Order(NAME, true));
    }
    Condition where =
        DSL.and(Prompts.asked(clauses).stream().map(this::holds).toList())
            .and(ProjectScope.models());
    return new Query<>(
            REGISTRY_MODEL,
            Prompts.areAsked(clauses) ? where : where.and(DSL.not(isPrompt())),
            orders.stream().<Column<?>>map(this::column).toList(),
            List.of(REGISTRY_MODEL.NAME),
            row -> row.get(REGISTRY_MODEL.NAME))
        .page(database, List.of("registered models", filter, orderBy), maxResults, token);
  }

  private Column<?> column(Order order) {
    String key = order.key().name();
    return switch (key) {
      case "name" ->
          Column.text("sorted_name", conditions.sorted(REGISTRY_MODEL.NAME), order.ascending());
      case "creation_timestamp" ->
          Column.whole(key, REGISTRY_MODEL.CREATED_MILLIS, order.ascending());
      default -> Column.whole(key, REGISTRY_MODEL.UPDATED_MILLIS, order.ascending());
    };
  }

  private Condition holds(Clause clause) {
    return clause.key().entity() == Entity.TAG
        ? conditions.keyed(
            clause, REGISTRY_MODEL_TAG, tag(clause.key().name()), REGISTRY_MODEL_TAG.VALUE)
        : conditions.value(clause, REGISTRY_MODEL.NAME);
  }

  private static Condition isPrompt() {
    return DSL.exists(
        DSL.selectOne()
            .from(REGISTRY_MODEL_TAG)
            .where(tag(Prompts.TAG))
            .and(REGISTRY_MODEL_TAG.VALUE.eq("true")));
  }

  private static Condition tag(String key) {
    return REGISTRY_MODEL_TAG.MODEL.eq(REGISTRY_MODEL.NAME).and(REGISTRY_MODEL_TAG.KEY.eq(key));
  }
}
