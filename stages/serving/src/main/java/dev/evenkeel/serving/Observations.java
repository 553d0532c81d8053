package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_FEEDBACK;
import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// What was asked, answered and found true.
public final class Observations {
  private static final TypeReference<Map<String, @Nullable Object>> VALUES =
      new TypeReference<>() {};

  private final Database database;
  private final PredictionLog log;

  public Observations(Database database, PredictionLog log) {
    this.database = database;
    this.log = log;
  }

  /// One prediction.
  ///
  /// @param key the client's idempotency key; empty without one
  /// @param label predicted; empty for a quantity
  /// @param value predicted; NaN for classes
  /// @param inputs none when its features were not sampled
  /// @param truthLabel empty while unknown, and for a quantity
  /// @param truthValue as the client told it; NaN while unknown, or when it told a label
  /// @param labelledAt when the truth was told for the first time
  public record Observed(
      String id,
      String key,
      int version,
      Instant at,
      Map<String, @Nullable Object> inputs,
      String label,
      double value,
      String truthLabel,
      double truthValue,
      Optional<Instant> labelledAt) {
    /// Whether its features were kept; the log samples them.
    public boolean hasInputs() {
      return !inputs.isEmpty();
    }
  }

  /// Predictions of a stretch of time, in the order of time and id: those with features, and of the
  /// others those whose truth is known.
  public List<Observed> between(String model, Instant from, Instant to) {
    return query(
        SERVING_PREDICTION
            .MODEL
            .eq(model)
            .and(SERVING_PREDICTION.AT.ge(from))
            .and(SERVING_PREDICTION.AT.lt(to)));
  }

  /// Predictions whose truth was first told in a stretch of time, in the order of their own time
  /// and id.
  public List<Observed> labelledBetween(String model, Instant from, Instant to) {
    return query(
        SERVING_FEEDBACK
            .MODEL
            .eq(model)
            .and(SERVING_FEEDBACK.AT.ge(from))
            .and(SERVING_FEEDBACK.AT.lt(to)));
  }

  /// The inputs of observations as typed columns, in their order; what was not sampled is missing.
  public static Frame inputs(List<Property> signature, List<Observed> observed) {
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    for (Observed each : observed) {
      values.add(each.inputs());
    }
    return RowReader.frame(signature, values);
  }

  /// Waits until everything that was answered can be found here.
  public void settle() {
    log.flush();
  }

  /// Forgets what was asked and told at or after a business time: how a replay takes back an
  /// unfinished month.
  public void forgetSince(String model, Instant at) {
    log.flush();
    database.write(sql -> {
      sql.deleteFrom(SERVING_FEEDBACK)
          .where(SERVING_FEEDBACK.MODEL.eq(model))
          .and(SERVING_FEEDBACK.AT.ge(at))
          .execute();
      PredictionStore.forgetSince(sql, model, at);
      return 0;
    });
  }

  private List<Observed> query(Condition condition) {
    return database.read(sql ->
        LoggedTruths.select(sql)
            .where(condition)
            .orderBy(SERVING_PREDICTION.AT, SERVING_PREDICTION.ID)
            .fetch()
            .map(Observations::observed));
  }

  private static Observed observed(Record row) {
    Double value = row.get(SERVING_PREDICTION.VALUE);
    Double truth = row.get(SERVING_FEEDBACK.TRUTH_VALUE);
    return new Observed(
        row.get(SERVING_PREDICTION.ID),
        text(row.get(SERVING_PREDICTION.REQUEST_KEY)),
        row.get(SERVING_PREDICTION.VERSION),
        row.get(SERVING_PREDICTION.AT),
        values(row.get(SERVING_PREDICTION.INPUTS)),
        text(row.get(SERVING_PREDICTION.LABEL)),
        value == null ? Double.NaN : value,
        text(row.get(SERVING_FEEDBACK.TRUTH_LABEL)),
        truth == null ? Double.NaN : truth,
        Optional.ofNullable(row.get(LoggedTruths.TOLD_AT, Instant.class)));
  }

  static Map<String, @Nullable Object> values(@Nullable String json) {
    if (json == null) {
      return Map.of();
    }
    Map<String, @Nullable Object> values = Json.mapper().readValue(json, VALUES);
    // JSON has one kind of whole number; a frame's times are longs and everything else doubles.
    values.replaceAll(
        (_, value) -> value instanceof Integer small ? (Object) small.longValue() : value);
    return values;
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
