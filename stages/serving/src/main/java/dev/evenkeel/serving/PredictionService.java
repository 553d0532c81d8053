package dev.evenkeel.serving;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.RowReader;
import dev.evenkeel.contracts.RowReader.Reading;
import dev.evenkeel.contracts.Violation;
import dev.evenkeel.models.Prediction;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Validates, scores, logs and words the answers of one request.
final class PredictionService {
  private final Deployments deployments;
  private final PredictionLog log;
  private final Repeats repeats;
  private final Clock clock;
  private final MeterRegistry meters;

  PredictionService(
      Deployments deployments,
      PredictionLog log,
      Repeats repeats,
      Clock clock,
      MeterRegistry meters) {
    this.deployments = deployments;
    this.log = log;
    this.repeats = repeats;
    this.clock = clock;
    this.meters = meters;
  }

  /// What a request gets: answers, or what is wrong with it.
  sealed interface Outcome {
    record Answered(List<Map<String, Object>> predictions) implements Outcome {}

    record Violated(List<Violation> violations) implements Outcome {}
  }

  /// Answers and logs.
  ///
  /// @param asked the alias that led to the version, or its number
  Outcome predict(Deployed deployed, String asked, JsonNode body) {
    return first(deployed, asked, body, null);
  }

  /// Answers and logs once; the same key again gets the first answer, whatever serves by now.
  Outcome predictOnce(Deployed deployed, JsonNode body, RequestKey key) {
    Lock lock = repeats.lock(key);
    lock.lock();
    try {
      List<LoggedPrediction> before = repeats.find(key);
      return before.isEmpty() ? first(deployed, key.asked(), body, key) : again(before, body, key);
    } finally {
      lock.unlock();
    }
  }

  private Outcome first(Deployed deployed, String asked, JsonNode body, @Nullable RequestKey key) {
    long started = System.nanoTime();
    Instances instances = Instances.read(body, deployed.reader());
    if (!instances.violations().isEmpty()) {
      count(deployed, "refused");
      return new Outcome.Violated(instances.violations());
    }
    Instant now = clock.now();
    Frame frame = frame(deployed, instances);
    List<Map<String, Object>> answers = new ArrayList<>();
    List<LoggedPrediction> rows = new ArrayList<>();
    for (int row = 0; row < frame.rows(); row++) {
      Prediction prediction = deployed.scorer().score(frame, row);
      Reading reading = instances.readings().get(row);
      LoggedPrediction logged =
          new LoggedPrediction(
              key == null ? UUID.randomUUID().toString() : key.id(row),
              deployed.version().model(),
              deployed.version().number(),
              now,
              key == null ? null : key.stored(row),
              Json.text(reading.values()),
              prediction.label(),
              prediction.value(),
              Arrays.stream(prediction.probabilities()).boxed().toList());
      rows.add(logged);
      answers.add(answer(deployed, asked, logged, warnings(reading, prediction)));
    }
    log.add(rows);
    count(deployed, "answered");
    meters
        .timer("evenkeel.prediction.duration", "model", deployed.version().model())
        .record(Duration.ofNanos(System.nanoTime() - started));
    return new Outcome.Answered(answers);
  }

  /// What was logged, in words again. Only the warnings are computed anew: by the version that
  /// answered, they are the same.
  private Outcome again(List<LoggedPrediction> before, JsonNode body, RequestKey key) {
    Deployed deployed = deployments.version(key.model(), before.getFirst().version());
    Instances instances = Instances.read(body, deployed.reader());
    if (!instances.violations().isEmpty()
        || !instances.texts().equals(before.stream().map(LoggedPrediction::inputs).toList())) {
      throw key.usedForOthers();
    }
    Frame frame = frame(deployed, instances);
    List<Map<String, Object>> answers = new ArrayList<>();
    for (int row = 0; row < frame.rows(); row++) {
      Prediction prediction = deployed.scorer().score(frame, row);
      List<String> warnings = warnings(instances.readings().get(row), prediction);
      answers.add(answer(deployed, key.asked(), before.get(row), warnings));
    }
    count(deployed, "repeated");
    return new Outcome.Answered(answers);
  }

  private static Frame frame(Deployed deployed, Instances instances) {
    List<Map<String, @Nullable Object>> values = new ArrayList<>();
    instances.readings().forEach(reading -> values.add(reading.values()));
    return RowReader.frame(deployed.version().description().signature().inputs(), values);
  }

  private static List<String> warnings(Reading reading, Prediction prediction) {
    List<String> warnings = new ArrayList<>(reading.warnings());
    warnings.addAll(prediction.warnings());
    return warnings;
  }

  private static Map<String, Object> answer(
      Deployed deployed, String asked, LoggedPrediction logged, List<String> warnings) {
    Map<String, Object> answer = new LinkedHashMap<>();
    List<String> labels = deployed.version().description().target().labels();
    if (labels.isEmpty()) {
      answer.put("value", logged.value());
    } else {
      Map<String, Double> probabilities = new LinkedHashMap<>();
      for (int index = 0; index < labels.size(); index++) {
        probabilities.put(labels.get(index), logged.probabilities().get(index));
      }
      answer.put("label", logged.label());
      answer.put("probability", probabilities.getOrDefault(logged.label(), Double.NaN));
      answer.put("probabilities", probabilities);
    }
    answer.put("model", logged.model());
    answer.put("version", String.valueOf(logged.version()));
    if (!asked.equals(String.valueOf(logged.version()))) {
      answer.put("alias", asked);
    }
    answer.put("predictionId", logged.id());
    answer.put("warnings", warnings);
    return answer;
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
