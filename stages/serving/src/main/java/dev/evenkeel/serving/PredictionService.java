package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.contracts.RowReader.Reading;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Prediction;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Validates, scores, logs and words the answers of one request.
final class PredictionService {
  private static final int INSTANCES_MAX = 10_000;

  private final PredictionLog log;
  private final Clock clock;
  private final MeterRegistry meters;

  PredictionService(PredictionLog log, Clock clock, MeterRegistry meters) {
    this.log = log;
    this.clock = clock;
    this.meters = meters;
  }

  /// What a request gets: answers, or what is wrong with it.
  sealed interface Outcome {
    record Answered(List<Map<String, Object>> predictions) implements Outcome {}

    record Violated(List<Violation> violations) implements Outcome {}
  }

  Outcome predict(Deployed deployed, String alias, JsonNode body, Optional<String> key) {
    long started = System.nanoTime();
    List<Violation> violations = new ArrayList<>();
    List<Reading> readings = read(deployed.reader(), body, violations);
    if (!violations.isEmpty()) {
      count(deployed, "refused");
      return new Outcome.Violated(List.copyOf(violations));
    }
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    readings.forEach(reading -> values.add(reading.values()));
    Frame frame = RowReader.frame(deployed.version().description().signature().inputs(), values);
    List<Map<String, Object>> answers = new ArrayList<>();
    for (int row = 0; row < frame.rows(); row++) {
      Prediction prediction = deployed.scorer().score(frame, row);
      String rowKey = key.orElse(null);
      String id = id(deployed, rowKey, row);
      answers.add(answer(deployed, alias, prediction, id, readings.get(row).warnings()));
      log.add(
          logged(
              deployed,
              prediction,
              id,
              rowKey == null ? null : rowKey + "/" + row,
              readings.get(row).values()));
    }
    count(deployed, "answered");
    meters
        .timer("evenkeel.prediction.duration", "model", deployed.version().model())
        .record(Duration.ofNanos(System.nanoTime() - started));
    return new Outcome.Answered(answers);
  }

  private static List<Reading> read(RowReader reader, JsonNode body, List<Violation> violations) {
    JsonNode instances = body.path("instances");
    for (String name : body.isObject() ? body.propertyNames() : List.<String>of()) {
      if (!name.equals("instances")) {
        violations.add(new Violation("/" + name, "unknown-field", "only `instances`", name));
      }
    }
    if (!instances.isArray() || instances.isEmpty()) {
      violations.add(
          new Violation(
              "/instances",
              "required",
              "a list of objects, one for each row",
              instances.isMissingNode() ? "nothing" : "no list of rows"));
      return List.of();
    }
    if (instances.size() > INSTANCES_MAX) {
      throw Problem.of(
              Problem.Kind.TOO_LARGE,
              "%,d rows in one request".formatted(instances.size()),
              "send at most %,d at once".formatted(INSTANCES_MAX))
          .asException();
    }
    List<Reading> readings = new ArrayList<>();
    for (int row = 0; row < instances.size(); row++) {
      Reading reading = reader.read(instances.get(row), "/instances/" + row);
      violations.addAll(reading.violations());
      readings.add(reading);
    }
    return readings;
  }

  private static Map<String, Object> answer(
      Deployed deployed,
      String alias,
      Prediction prediction,
      String id,
      List<String> softWarnings) {
    Map<String, Object> answer = new LinkedHashMap<>();
    List<String> labels = deployed.version().description().target().labels();
    if (labels.isEmpty()) {
      answer.put("value", prediction.value());
    } else {
      answer.put("label", prediction.label());
      answer.put("probability", prediction.probability());
      Map<String, Double> probabilities = new LinkedHashMap<>();
      for (int index = 0; index < labels.size(); index++) {
        probabilities.put(labels.get(index), prediction.probabilities()[index]);
      }
      answer.put("probabilities", probabilities);
    }
    answer.put("model", deployed.version().model());
    answer.put("version", String.valueOf(deployed.version().number()));
    if (!alias.isEmpty()) {
      answer.put("alias", alias);
    }
    answer.put("predictionId", id);
    List<String> warnings = new ArrayList<>(softWarnings);
    warnings.addAll(prediction.warnings());
    answer.put("warnings", warnings);
    return answer;
  }

  /// With a key, the same request is the same prediction; its id follows from the key.
  private static String id(Deployed deployed, @Nullable String key, int row) {
    if (key == null) {
      return UUID.randomUUID().toString();
    }
    String name = deployed.version().model() + '\n' + key + '\n' + row;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private LoggedPrediction logged(
      Deployed deployed,
      Prediction prediction,
      String id,
      @Nullable String key,
      Map<String, @Nullable Object> inputs) {
    return new LoggedPrediction(
        id,
        deployed.version().model(),
        deployed.version().number(),
        clock.now(),
        key,
        inputs,
        prediction.label(),
        prediction.value(),
        Arrays.stream(prediction.probabilities()).boxed().toList());
  }

  private void count(Deployed deployed, String outcome) {
    meters
        .counter(
            "evenkeel.predictions",
            "model",
            deployed.version().model(),
            "version",
            String.valueOf(deployed.version().number()),
            "outcome",
            outcome)
        .increment();
  }
}
