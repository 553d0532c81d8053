package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_VERSION_TAG;

import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Finds versions of registered models; those that are deleted never.
public final class VersionSearch {
  /// The most versions that one page has.
  public static final int RESULTS_MAX = 10_000;

  private static final Key NAME = new Key(Entity.ATTRIBUTE, "name");
  private static final Key NUMBER = new Key(Entity.ATTRIBUTE, "version_number");
  private static final Key UPDATED = new Key(Entity.ATTRIBUTE, "last_updated_timestamp");

  private final Database database;
  private final Conditions conditions;

  public VersionSearch(Database database) {
    this.database = database;
    this.conditions = new Conditions(database.isSqlite());
  }

  /// The row ids of versions that a filter lets through. Versions of prompts are hidden unless the
  /// filter asks for `tags.mlflow.prompt.is_prompt = 'true'`.
  ///
  /// @param filter in MLflow's words; blank finds all
  /// @param orderBy such as `version_number DESC`; empty for the last updated first. What it leaves
  ///   is sorted by name, then the highest number first.
  /// @param maxResults from 1 to [#RESULTS_MAX]
  /// @param token of the page before; empty for the first page
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when one of them cannot be read
  public Page<Long> search(
      String filter, List<String> orderBy, int maxResults, Optional<String> token) {
    Query.checkResults(maxResults, RESULTS_MAX);
    List<Clause> clauses = FilterParser.parse(filter, Vocabulary.MODEL_VERSIONS);
    List<Order> orders = orders(Order.parse(orderBy, Vocabulary.MODEL_VERSIONS));
    Condition where =
        DSL.and(Prompts.asked(clauses).stream().map(this::holds).toList())
            .and(ProjectScope.ofModel(REGISTRY_MODEL_VERSION.MODEL))
            .and(DSL.not(DSL.condition(REGISTRY_MODEL_VERSION.IS_DELETED)));
    return new Query<>(
            REGISTRY_MODEL_VERSION,
            Prompts.areAsked(clauses) ? where : where.and(DSL.not(isPrompt())),
            orders.stream().<Column<?>>map(this::column).toList(),
            List.of(REGISTRY_MODEL_VERSION.ID),
            row -> row.get(REGISTRY_MODEL_VERSION.ID))
        .page(database, List.of("model versions", filter, orderBy), maxResults, token);
  }

  private static List<Order> orders(List<Order> asked) {
    List<Order> orders =
        new ArrayList<>(asked.isEmpty() ? List.of(new Order(UPDATED, false)) : asked);
    if (asked.stream().noneMatch(order -> order.key().equals(NAME))) {
      orders.add(new Order(NAME, true));
    }
    if (asked.stream().noneMatch(order -> order.key().equals(NUMBER))) {
      orders.add(new Order(NUMBER, false));
    }
    return orders;
  }

  private Column<?> column(Order order) {
    String key = order.key().name();
    boolean ascending = order.ascending();
    return switch (key) {
      case "name" ->
          Column.text("sorted_model", conditions.sorted(REGISTRY_MODEL_VERSION.MODEL), ascending);
      case "version_number" -> Column.whole(key, number(), ascending);
      case "creation_timestamp" -> Column.instant(key, REGISTRY_MODEL_VERSION.AT, ascending);
      default -> Column.whole(key, REGISTRY_MODEL_VERSION.UPDATED_MILLIS, ascending);
    };
  }

  private static Field<Long> number() {
    return REGISTRY_MODEL_VERSION.NUMBER.coerce(Long.class);
  }

  private Condition holds(Clause clause) {
    String key = clause.key().name();
    if (clause.key().entity() == Entity.TAG) {
      return conditions.keyed(
          clause,
          REGISTRY_VERSION_TAG,
          REGISTRY_VERSION_TAG
              .MODEL
              .eq(REGISTRY_MODEL_VERSION.MODEL)
              .and(REGISTRY_VERSION_TAG.NUMBER.eq(REGISTRY_MODEL_VERSION.NUMBER))
              .and(REGISTRY_VERSION_TAG.KEY.eq(key)),
          REGISTRY_VERSION_TAG.VALUE);
    }
    if (clause instanceof Clause.Figure(_, Relation relation, Numeral value)) {
      return Conditions.whole(number(), relation, value);
    }
    return conditions.value(
        clause,
        switch (key) {
          case "name" -> REGISTRY_MODEL_VERSION.MODEL;
          case "run_id" -> REGISTRY_MODEL_VERSION.RUN_ID;
          default -> REGISTRY_MODEL_VERSION.SOURCE;
        });
  }

  // One version with the tag makes prompts of all that share its name, as in MLflow.
  private static Condition isPrompt() {
    return DSL.exists(
        DSL.selectOne()
            .from(REGISTRY_VERSION_TAG)
            .where(REGISTRY_VERSION_TAG.MODEL.eq(REGISTRY_MODEL_VERSION.MODEL))
            .and(REGISTRY_VERSION_TAG.KEY.eq(Prompts.TAG))
            .and(REGISTRY_VERSION_TAG.VALUE.eq("true")));
  }
}
