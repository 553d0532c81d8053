package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;

import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Param;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// Chooses how runs are searched for, which no plan decides: SQLite keeps no statistics, and
/// neither database stops early when it sorts. Whatever is chosen finds the same in the same order.
///
/// @param limits from which numbers on it is worth while
record RunPlans(Conditions conditions, Limits limits) {
  /// @param few so many runs are read and sorted faster than anything is found out about them
  /// @param many more runs than these are not sorted by a metric, but taken from its index
  /// @param rare a metric's values that lead to no more runs lead the search
  record Limits(int few, int many, int rare) {
    /// Chosen by what SQLite took with 20,000 and with 200,000 runs.
    static final Limits MEASURED = new Limits(2_000, 10_000, 2_000);
  }

  /// The parts of a search, in their order.
  List<Query<String>> plan(
      DSLContext sql, List<Long> experiments, List<Clause> clauses, View view, List<Order> orders) {
    RunConditions each = new RunConditions(conditions);
    Condition asked = DSL.and(clauses.stream().map(each::holds).toList()).and(stages(view));
    Condition within = within(experiments, false);
    boolean byMetric = !orders.isEmpty() && orders.getFirst().key().entity() == Entity.METRIC;
    // Counting costs too, so no further than the answer matters.
    int most = byMetric ? limits.many() : limits.few();
    int runs = count(sql, REGISTRY_RUN, stages(view).and(within), most);
    if (runs <= limits.few()) {
      return List.of(RunOrder.of(orders, conditions).query(asked.and(within)));
    }
    return chosen(sql, clauses, orders, byMetric && runs > limits.many()).stream()
        .map(order -> order.query(asked.and(within(experiments, order.isIndexed()))))
        .toList();
  }

  private List<RunOrder> chosen(
      DSLContext sql, List<Clause> clauses, List<Order> orders, boolean inParts) {
    Optional<Clause.Figure> rare = rare(sql, clauses);
    if (rare.isPresent()) {
      return List.of(RunOrder.ofFew(rare.get(), orders, conditions));
    }
    return inParts
        ? RunOrder.inParts(orders, conditions)
        : List.of(RunOrder.of(orders, conditions));
  }

  // PostgreSQL knows by its statistics which clause is rare.
  private Optional<Clause.Figure> rare(DSLContext sql, List<Clause> clauses) {
    if (!conditions.sqlite()) {
      return Optional.empty();
    }
    return clauses.stream()
        .filter(Clause.Figure.class::isInstance)
        .map(Clause.Figure.class::cast)
        .filter(figure -> figure.key().entity() == Entity.METRIC)
        .filter(figure -> figure.relation() != Relation.UNEQUAL)
        .filter(figure -> isRare(sql, figure))
        .findFirst();
  }

  // NaN may be counted as the 0 that it is stored as: without the flag, the index alone answers.
  private boolean isRare(DSLContext sql, Clause.Figure figure) {
    Condition holds =
        REGISTRY_LATEST_METRIC
            .KEY
            .eq(figure.key().name())
            .and(
                Conditions.number(REGISTRY_LATEST_METRIC.VALUE, figure.relation(), figure.value()));
    return count(sql, REGISTRY_LATEST_METRIC, holds, limits.rare()) <= limits.rare();
  }

  /// How many rows there are, but no more than one above `most`.
  private static int count(DSLContext sql, Table<?> table, Condition which, int most) {
    return sql.fetchCount(DSL.selectOne().from(table).where(which).limit(most + 1));
  }

  private static Condition stages(View view) {
    return switch (view) {
      case ACTIVE_ONLY -> REGISTRY_RUN.STAGE.eq("ACTIVE");
      case DELETED_ONLY -> REGISTRY_RUN.STAGE.eq("DELETED");
      case ALL -> DSL.noCondition();
    };
  }

  // Of one experiment, an index has the newest runs in order. Of several, SQLite would collect all
  // runs by that index and sort them; `+` keeps it from that where another index has the order, so
  // that it ends after a page.
  private Condition within(List<Long> experiments, boolean indexed) {
    if (experiments.size() == 1) {
      return REGISTRY_RUN.EXPERIMENT_ID.eq(experiments.getFirst());
    }
    List<Param<Long>> ids = experiments.stream().map(DSL::inline).toList();
    return indexed && conditions.sqlite()
        ? DSL.field("+{0}", Long.class, REGISTRY_RUN.EXPERIMENT_ID).in(ids)
        : REGISTRY_RUN.EXPERIMENT_ID.in(ids);
  }
}
