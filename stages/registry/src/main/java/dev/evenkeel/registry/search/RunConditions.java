package dev.evenkeel.registry.search;

import static dev.evenkeel.store.schema.Tables.REGISTRY_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_LATEST_METRIC;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_DATASET_TAG;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_PARAM;
import static dev.evenkeel.store.schema.Tables.REGISTRY_RUN_TAG;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Clauses about runs as SQL. What is in a table of its own is asked by EXISTS, so that no clause
/// multiplies rows.
record RunConditions(Conditions conditions) {
  /// MLflow's tag of a dataset input that says what a run used it for.
  private static final String CONTEXT = "mlflow.data.context";

  Condition holds(Clause clause) {
    String key = clause.key().name();
    return switch (clause.key().entity()) {
      case ATTRIBUTE -> attribute(clause);
      case METRIC -> metric(clause);
      case PARAM ->
          conditions.indexed(
              clause,
              REGISTRY_RUN_PARAM,
              REGISTRY_RUN_PARAM.RUN_ID.eq(REGISTRY_RUN.ID).and(REGISTRY_RUN_PARAM.KEY.eq(key)),
              REGISTRY_RUN_PARAM.VALUE);
      case TAG ->
          conditions.indexed(
              clause,
              REGISTRY_RUN_TAG,
              REGISTRY_RUN_TAG.RUN_ID.eq(REGISTRY_RUN.ID).and(REGISTRY_RUN_TAG.KEY.eq(key)),
              REGISTRY_RUN_TAG.VALUE);
      case DATASET -> dataset(clause);
    };
  }

  private Condition attribute(Clause clause) {
    String key = clause.key().name();
    if (clause instanceof Clause.Figure(_, Relation relation, Numeral value)) {
      return Conditions.whole(
          key.equals("end_time") ? REGISTRY_RUN.END_MILLIS : REGISTRY_RUN.START_MILLIS,
          relation,
          value);
    }
    return conditions.value(clause, attribute(key));
  }

  /// An attribute that is a text.
  static Field<String> attribute(String key) {
    return switch (key) {
      case "run_id" -> REGISTRY_RUN.ID;
      case "run_name" -> REGISTRY_RUN.NAME;
      case "status" -> REGISTRY_RUN.STATUS;
      case "user_id" -> REGISTRY_RUN.USER_NAME;
      case "artifact_uri" -> RunOrder.artifactUri();
      default -> throw new IllegalStateException("Cannot search runs by " + key);
    };
  }

  private static Condition metric(Clause clause) {
    if (!(clause instanceof Clause.Figure(Key key, Relation relation, Numeral value))) {
      throw new IllegalStateException("Cannot compare a metric with a text, got " + clause);
    }
    return DSL.exists(
        DSL.selectOne()
            .from(REGISTRY_LATEST_METRIC)
            .where(REGISTRY_LATEST_METRIC.RUN_ID.eq(REGISTRY_RUN.ID))
            .and(REGISTRY_LATEST_METRIC.KEY.eq(key.name()))
            .and(
                Conditions.metric(
                    REGISTRY_LATEST_METRIC.VALUE, REGISTRY_LATEST_METRIC.IS_NAN, relation, value)));
  }

  private Condition dataset(Clause clause) {
    String key = clause.key().name();
    if (key.equals("context")) {
      return DSL.exists(
          DSL.selectOne()
              .from(REGISTRY_RUN_DATASET_TAG)
              .where(REGISTRY_RUN_DATASET_TAG.RUN_ID.eq(REGISTRY_RUN.ID))
              .and(REGISTRY_RUN_DATASET_TAG.KEY.eq(CONTEXT))
              .and(conditions.value(clause, REGISTRY_RUN_DATASET_TAG.VALUE)));
    }
    Field<String> field = key.equals("name") ? REGISTRY_DATASET.NAME : REGISTRY_DATASET.DIGEST;
    return DSL.exists(
        DSL.selectOne()
            .from(REGISTRY_RUN_DATASET)
            .join(REGISTRY_DATASET)
            .on(REGISTRY_DATASET.ID.eq(REGISTRY_RUN_DATASET.DATASET_ID))
            .where(REGISTRY_RUN_DATASET.RUN_ID.eq(REGISTRY_RUN.ID))
            .and(conditions.value(clause, field)));
  }
}
