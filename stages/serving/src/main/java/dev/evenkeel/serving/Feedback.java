package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_FEEDBACK;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Takes the truth about predictions. The newest word counts, but keeps the time of the first: the
/// row was labelled then, and labelled rows are read once, in the order of that time.
final class Feedback {
  private static final String FIELD = "truth";

  private final Database database;
  private final PredictionLog log;
  private final Models models;
  private final Clock clock;

  Feedback(Database database, PredictionLog log, Models models, Clock clock) {
    this.database = database;
    this.log = log;
    this.models = models;
    this.clock = clock;
  }

  /// Stored when this returns.
  ///
  /// @param body `{"truth": ...}`, as it would stand in the target's column: a number or a text
  void tell(String predictionId, JsonNode body) {
    JsonNode truth = truth(body);
    LoggedPrediction prediction =
        log.find(predictionId)
            .filter(known -> models.isSeen(known.model()))
            .orElseThrow(() -> unknown(predictionId));
    String model = prediction.model();
    Target target =
        models.version(model, prediction.version()).orElseThrow().description().target();
    Object value = value(truth, target);
    String label = label(target, value);
    Double number = value instanceof Number given ? (Double) given.doubleValue() : null;
    database.write(sql -> {
      // An answer without features lies in a block; with its truth it becomes a row, so that scores
      // see both by one query.
      PredictionStore.insertRows(sql, List.of(prediction));
      return sql.insertInto(SERVING_FEEDBACK)
          .set(SERVING_FEEDBACK.PREDICTION_ID, predictionId)
          .set(SERVING_FEEDBACK.MODEL, model)
          .set(SERVING_FEEDBACK.AT, clock.now())
          .set(SERVING_FEEDBACK.TRUTH_LABEL, label)
          .set(SERVING_FEEDBACK.TRUTH_VALUE, number)
          .onConflict(SERVING_FEEDBACK.PREDICTION_ID)
          .doUpdate()
          .set(SERVING_FEEDBACK.TRUTH_LABEL, label)
          .set(SERVING_FEEDBACK.TRUTH_VALUE, number)
          .execute();
    });
  }

  private static JsonNode truth(JsonNode body) {
    if (!body.isObject() || !body.has(FIELD) || body.size() > 1) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the truth cannot be found",
              "/" + FIELD,
              "an object with the one field `%s`".formatted(FIELD),
              "send {\"truth\": ...}")
          .asException();
    }
    return body.path(FIELD);
  }

  private static Object value(JsonNode truth, Target target) {
    if (truth.isNumber() && Double.isFinite(Json.number(truth))) {
      return Json.number(truth);
    }
    if (truth.isString() && !(target instanceof Target.Quantity)) {
      return truth.stringValue();
    }
    if (truth.isBoolean() && target instanceof Target.Classes) {
      return truth.booleanValue();
    }
    throw wrong(truth, target);
  }

  /// Bands take a number of the column or one of their labels.
  private static @Nullable String label(Target target, Object value) {
    if (target instanceof Target.Quantity) {
      return null;
    }
    if (target instanceof Target.Bands bands
        && value instanceof String text
        && bands.labels().contains(text)) {
      return text;
    }
    OptionalInt index = target.labelIndex(value);
    if (index.isEmpty()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "truth `%s` has no label".formatted(Names.abbreviate(String.valueOf(value))),
              "/" + FIELD,
              "a value of column %s: %s"
                  .formatted(target.column(), String.join(", ", target.labels())),
              "")
          .asException();
    }
    return target.labels().get(index.getAsInt());
  }

  private static RuntimeException wrong(JsonNode truth, Target target) {
    return new Problem(
            Problem.Kind.INPUT,
            "truth `%s` cannot be used".formatted(Names.abbreviate(truth.toString())),
            "/" + FIELD,
            target instanceof Target.Quantity
                ? "a number"
                : "a number or a text, as in column " + target.column(),
            "")
        .asException();
  }

  private static RuntimeException unknown(String id) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "prediction `%s` does not exist".formatted(Names.abbreviate(id)),
            "use the predictionId of an answer")
        .asException();
  }
}
