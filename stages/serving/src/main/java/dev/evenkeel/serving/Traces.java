package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_FEEDBACK;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.registry.AliasMove;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that is known of one prediction: request, answer, version, who put it there, and the truth.
final class Traces {
  private static final int MOVES = 1_000;

  private final Database database;
  private final PredictionLog log;
  private final Models models;
  private final DecisionSource decisions;

  Traces(Database database, PredictionLog log, Models models, DecisionSource decisions) {
    this.database = database;
    this.log = log;
    this.models = models;
    this.decisions = decisions;
  }

  Map<String, Object> of(String id) {
    LoggedPrediction prediction =
        log.find(id)
            .filter(known -> models.isSeen(known.model()))
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "prediction `%s` does not exist".formatted(Names.abbreviate(id)),
                        "use the predictionId of an answer")
                    .asException());
    Optional<ModelVersion> version = models.version(prediction.model(), prediction.version());
    List<Property> inputs =
        version.map(known -> known.description().signature().inputs()).orElse(List.of());
    List<String> labels =
        version.map(known -> known.description().target().labels()).orElse(List.of());
    Map<String, Object> trace = new LinkedHashMap<>();
    trace.putAll(answered(prediction, inputs, labels));
    version.ifPresent(known -> trace.put("origin", origin(known)));
    put(trace, prediction);
    truth(id).ifPresent(truth -> trace.put("truth", truth));
    return trace;
  }

  /// Request and answer, in the form of the export.
  static Map<String, Object> answered(
      LoggedPrediction prediction, List<Property> inputs, List<String> labels) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("predictionId", prediction.id());
    shown.put("at", prediction.at().toString());
    shown.put("model", prediction.model());
    shown.put("version", String.valueOf(prediction.version()));
    if (!prediction.alias().isEmpty()) {
      shown.put("alias", prediction.alias());
    }
    if (!prediction.protocol().isEmpty()) {
      shown.put("protocol", prediction.protocol());
    }
    if (prediction.micros() >= 0) {
      shown.put("micros", prediction.micros());
    }
    if (prediction.inputs() != null) {
      shown.put("inputs", written(Observations.values(prediction.inputs()), inputs));
    }
    if (prediction.label().isEmpty()) {
      shown.put("value", prediction.value());
    } else {
      shown.put("label", prediction.label());
      Map<String, Double> probabilities = new LinkedHashMap<>();
      for (int label = 0; label < prediction.probabilities().size(); label++) {
        String name = label < labels.size() ? labels.get(label) : String.valueOf(label);
        probabilities.put(name, prediction.probabilities().get(label));
      }
      shown.put("probabilities", probabilities);
    }
    return shown;
  }

  /// As a client would write them: the log has times in microseconds, and truth values as numbers.
  private static Map<String, @Nullable Object> written(
      Map<String, @Nullable Object> values, List<Property> inputs) {
    Map<String, @Nullable Object> written = new LinkedHashMap<>(values);
    for (Property input : inputs) {
      Object value = written.get(input.name());
      if (value instanceof Long micros && input.type().isTime()) {
        written.put(input.name(), Formats.print(micros, input.type(), input.format()));
      } else if (value instanceof Double number) {
        written.put(input.name(), plain(input, number));
      }
    }
    return written;
  }

  private static Object plain(Property input, double number) {
    return switch (input.type()) {
      case BOOLEAN -> number != 0;
      case INTEGER -> (long) number;
      case NUMBER, STRING, DATE, TIMESTAMP -> number;
    };
  }

  private static Map<String, Object> origin(ModelVersion version) {
    Map<String, Object> origin = new LinkedHashMap<>();
    origin.put("registered", version.at().toString());
    origin.put("dataset", version.dataset());
    version.pipelineRun().ifPresent(run -> origin.put("pipelineRun", run));
    origin.put("code", version.code());
    origin.put("seed", version.seed());
    origin.put("parameters", version.parameters());
    origin.put("metrics", version.metrics());
    return origin;
  }

  private void put(Map<String, Object> trace, LoggedPrediction prediction) {
    String alias = prediction.protocol().isEmpty() ? Models.CHAMPION : prediction.alias();
    if (alias.isEmpty()) {
      return;
    }
    models.moves(prediction.model(), alias, MOVES).stream()
        .filter(
            move -> move.number() == prediction.version() && !move.at().isAfter(prediction.at()))
        .findFirst()
        .ifPresent(move -> {
          trace.put("move", move(move));
          decisions
              .behind(move.model(), move.number(), move.at())
              .ifPresent(decision -> trace.put("decision", decision));
        });
  }

  private static Map<String, Object> move(AliasMove move) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("alias", move.alias());
    shown.put("at", move.at().toString());
    shown.put("actor", move.actor());
    shown.put("reason", move.reason());
    return shown;
  }

  private Optional<Map<String, Object>> truth(String id) {
    return database.read(sql ->
        sql.selectFrom(SERVING_FEEDBACK)
            .where(SERVING_FEEDBACK.PREDICTION_ID.eq(id))
            .fetchOptional()
            .map(row -> truth(row.getTruthLabel(), row.getTruthValue(), row.getAt())));
  }

  static Map<String, Object> truth(@Nullable String label, @Nullable Double value, Instant at) {
    Map<String, Object> truth = new LinkedHashMap<>();
    if (label != null) {
      truth.put("label", label);
    }
    if (value != null) {
      truth.put("value", value);
    }
    truth.put("firstTold", at.toString());
    return truth;
  }
}
