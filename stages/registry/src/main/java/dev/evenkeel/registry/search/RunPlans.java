package dev.evenkeel.registry.search;

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
  /// @param rare values of a metric, a parameter or a tag that lead to no more runs lead the search
  record Limits(int few, int many, int rare) {
    /// Chosen by what SQLite took with 20,000 and with 200,000 runs.
    static final Limits MEASURED = new Limits(500, 10_000, 2_000);
  }

  /// The parts of a search, in their order.
  List<Query<String>> plan(
      DSLContext sql, List<Long> experiments, List<Clause> clauses, View view, List<Order> orders) {
    RunConditions each = new RunConditions(conditions);
    Condition asked = DSL.and(clauses.stream().map(each::holds).toList()).and(stages(view));
    Condition within = within(experiments, false);
    // Counting costs too, so no further than the answer matters.
    if (count(sql, REGISTRY_RUN, stages(view).and(within), limits.few()) <= limits.few()) {
      return List.of(RunOrder.of(orders, conditions).query(asked.and(within)));
    }
    Optional<Lead> rare = rare(sql, clauses);
    List<RunOrder> chosen =
        rare.isPresent()
            ? List.of(RunOrder.ofFew(rare.get(), orders, conditions))
            : byMetric(orders)
                    && count(sql, REGISTRY_RUN, stages(view).and(within), limits.many())
                        > limits.many()
                ? RunOrder.inParts(orders, conditions)
                : List.of(RunOrder.of(orders, conditions));
    return chosen.stream()
        .map(order -> order.query(asked.and(within(experiments, order.isIndexed()))))
        .toList();
  }

  private static boolean byMetric(List<Order> orders) {
    return !orders.isEmpty() && orders.getFirst().key().entity() == Entity.METRIC;
  }

  // PostgreSQL knows by its statistics which clause is rare.
  private Optional<Lead> rare(DSLContext sql, List<Clause> clauses) {
    if (!conditions.sqlite()) {
      return Optional.empty();
    }
    return clauses.stream()
        .flatMap(clause -> Lead.of(clause, conditions).stream())
        .filter(lead -> count(sql, lead.table(), lead.found(), limits.rare()) <= limits.rare())
        .findFirst();
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
