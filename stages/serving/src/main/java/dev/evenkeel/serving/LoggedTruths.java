package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_FEEDBACK;
import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;

import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;

/// Predictions that are kept with their features, beside what was found true of them.
final class LoggedTruths {
  /// When the truth was told; empty before.
  static final String TOLD_AT = "told_at";

  private LoggedTruths() {}

  static SelectOnConditionStep<Record> select(DSLContext sql) {
    return sql.select(SERVING_PREDICTION.fields())
        .select(
            SERVING_FEEDBACK.TRUTH_LABEL,
            SERVING_FEEDBACK.TRUTH_VALUE,
            SERVING_FEEDBACK.AT.as(TOLD_AT))
        .from(SERVING_PREDICTION)
        .leftJoin(SERVING_FEEDBACK)
        .on(SERVING_FEEDBACK.PREDICTION_ID.eq(SERVING_PREDICTION.ID));
  }
}
