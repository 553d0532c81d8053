package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Table;

/// A clause whose runs an index of values finds, without a look at any other run.
///
/// @param table where the values are
/// @param found rows that the index finds: those that the clause means, or some more
/// @param row rows that the clause means
/// @param runId whose value it is
record Lead(Table<?> table, Condition found, Condition row, Field<String> runId) {
  static Optional<Lead> of(Clause clause, Conditions conditions) {
    String key = clause.key().name();
    return switch (clause.key().entity()) {
      case METRIC -> {
        var metrics = REGISTRY_LATEST_METRIC.as("few");
        Condition keyed = metrics.KEY.eq(key);
        // NaN is found as the 0 that it is stored as.
        yield clause instanceof Clause.Figure(_, Relation relation, Numeral value)
                && relation != Relation.UNEQUAL
            ? Optional.of(
                new Lead(
                    metrics,
                    keyed.and(Conditions.number(metrics.VALUE, relation, value)),
                    keyed.and(Conditions.metric(metrics.VALUE, metrics.IS_NAN, relation, value)),
                    metrics.RUN_ID))
            : Optional.empty();
      }
      case PARAM -> {
        var params = REGISTRY_RUN_PARAM.as("few");
        yield equal(clause, params, params.KEY, params.VALUE, params.RUN_ID, conditions);
      }
      case TAG -> {
        var tags = REGISTRY_RUN_TAG.as("few");
        yield equal(clause, tags, tags.KEY, tags.VALUE, tags.RUN_ID, conditions);
      }
      case ATTRIBUTE, DATASET -> Optional.empty();
    };
  }

  private static Optional<Lead> equal(
      Clause clause,
      Table<?> table,
      Field<String> key,
      Field<String> value,
      Field<String> runId,
      Conditions conditions) {
    if (!(clause instanceof Clause.Text(Key asked, Likeness likeness, String text))
        || likeness != Likeness.EQUAL) {
      return Optional.empty();
    }
    Condition found = key.eq(asked.name()).and(conditions.sameStart(value, text));
    return Optional.of(new Lead(table, found, found.and(value.eq(text)), runId));
  }
}
