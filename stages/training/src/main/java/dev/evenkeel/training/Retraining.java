package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.RecordedTraining.Repeatable;
import dev.evenkeel.training.Reproduction.Likeness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Splits and trains again, as a run did, and compares what comes out with what was registered. It
/// registers nothing and asks no cache.
final class Retraining {
  /// Of a probability; of a quantity above 1 as a share of it.
  static final double TOLERANCE = 1e-6;

  /// What may differ without another model: where bytes lie, and in what was trained.
  private static final List<String> COMPARED =
      List.of(
          TrainingOutputs.TRAINING_FROM,
          TrainingOutputs.TRAINING_TO,
          TrainingOutputs.HOLDOUT_FROM,
          TrainingOutputs.HOLDOUT_TO,
          TrainingOutputs.TRAINING_ROWS,
          TrainingOutputs.HOLDOUT_ROWS,
          TrainingOutputs.SPLIT,
          TrainingOutputs.FORMAT,
          TrainingOutputs.PARAMETERS);

  private final BlobStore blobs;
  private final LabelledRows rows;
  private final Models models;

  Retraining(BlobStore blobs, LabelledRows rows, Models models) {
    this.blobs = blobs;
    this.rows = rows;
    this.models = models;
  }

  /// What a second training answered.
  ///
  /// @param context of a step behind it, which sees all its answers
  record Again(StepContext context, Map<String, String> answers, double seconds) {
    String artifact() {
      return answers.getOrDefault(TrainingOutputs.ARTIFACT, "");
    }
  }

  /// Trains.
  ///
  /// @param asked the step that asks, whose log tells how far it is
  Again run(Repeatable repeatable, StepContext asked) {
    long begun = System.nanoTime();
    Map<String, Map<String, String>> answers = new TreeMap<>();
    repeatable.pipeline().before(repeatable.register()).stream()
        .filter(step -> repeatable.answers().containsKey(step))
        .forEach(step -> answers.put(step, repeatable.answers().get(step)));
    repeatable.again().forEach(step -> answers.remove(step.name()));
    Map<String, String> again = new TreeMap<>();
    for (Step step : repeatable.again()) {
      asked.step().log().line("does step `%s` again".formatted(step.name()));
      Map<String, String> answer =
          action(step).run(context(repeatable, step.name(), step.with(), answers, asked));
      answers.put(step.name(), answer);
      again.putAll(answer);
    }
    return new Again(
        context(repeatable, repeatable.register(), Map.of(), answers, asked),
        again,
        (System.nanoTime() - begun) / 1e9);
  }

  private StepAction action(Step step) {
    return step.uses().equals("split") ? new SplitStep(blobs, rows) : new TrainStep(blobs, rows);
  }

  /// As the first time: with what had been labelled then, whatever the time is now.
  private static StepContext context(
      Repeatable repeatable,
      String step,
      Map<String, String> with,
      Map<String, Map<String, String>> answers,
      StepContext asked) {
    Map<String, Map<String, String>> before = new TreeMap<>(answers);
    before.keySet().retainAll(repeatable.pipeline().before(step));
    return new StepContext(
        asked.runId(),
        repeatable.pipeline().name(),
        repeatable.pipeline().digest(),
        repeatable.run().subject(),
        repeatable.run().at(),
        repeatable.parameters(),
        with,
        before,
        asked.step());
  }

  /// What is recorded of the first training and is otherwise now, in plain words.
  List<String> differences(RecordedTraining recorded, Repeatable repeatable, Again again) {
    List<String> differences = new ArrayList<>();
    for (String key : COMPARED) {
      String then = repeatable.answer(key).orElse("nothing");
      String now = again.answers().getOrDefault(key, "nothing");
      if (!then.equals(now)) {
        differences.add("%s was %s and is %s".formatted(key, then, now));
      }
    }
    Map<String, String> parameters = new TreeMap<>(again.answers());
    parameters.putAll(
        RegisterStep.settings(again.answers().getOrDefault(TrainingOutputs.PARAMETERS, "{}")));
    new TreeMap<>(recorded.version().parameters())
        .forEach((name, value) -> {
          String now = parameters.getOrDefault(name, value);
          if (!now.equals(value)) {
            differences.add(
                "parameter %s of the version is %s and was %s".formatted(name, value, now));
          }
        });
    return differences;
  }

  /// How both models predict on the rows that judged, or without any on those that trained.
  Likeness compare(ModelVersion version, Again again) {
    TrainingInputs inputs = TrainingInputs.of(again.context(), blobs);
    Frame holdout = rows.holdout(again.context(), inputs);
    Frame judged = holdout.rows() > 0 ? holdout : rows.training(again.context(), inputs);
    List<Prediction> then =
        Scorer.of(version.description(), models.artifact(version)).score(judged);
    List<Prediction> now =
        Scorer.of(inputs.description(again.context()), blobs.bytes(again.artifact())).score(judged);
    double largest = 0;
    int otherLabels = 0;
    for (int row = 0; row < judged.rows(); row++) {
      largest = Math.max(largest, difference(then.get(row), now.get(row)));
      otherLabels += then.get(row).label().equals(now.get(row).label()) ? 0 : 1;
    }
    return new Likeness(
        judged.rows(), largest, (double) otherLabels / Math.max(1, judged.rows()), TOLERANCE);
  }

  private static double difference(Prediction then, Prediction now) {
    if (then.probabilities().length == 0) {
      return Math.abs(then.value() - now.value()) / Math.max(1, Math.abs(then.value()));
    }
    double largest = 0;
    for (int label = 0; label < then.probabilities().length; label++) {
      largest =
          Math.max(largest, Math.abs(then.probabilities()[label] - now.probabilities()[label]));
    }
    return largest;
  }
}
