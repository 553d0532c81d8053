package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.registry.VersionFacts;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.evaluation.Evaluation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;

/// Gives the challenger a number, with every fact that training it again would need.
final class RegisterStep implements StepAction {
  static final String NAME = "register";

  private static final TypeReference<Map<String, Number>> SETTINGS = new TypeReference<>() {};

  private final BlobStore blobs;
  private final Models models;

  RegisterStep(BlobStore blobs, Models models) {
    this.blobs = blobs;
    this.models = models;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Map<String, String> run(StepContext context) {
    return Map.of(TrainingOutputs.VERSION, String.valueOf(register(context).number()));
  }

  // A second attempt after a crash gets what the first one registered: the run is the same.
  private ModelVersion register(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("holdout.loss", Double.valueOf(context.output(TrainingOutputs.LOSS)));
    metrics.put("holdout.score", Double.valueOf(context.output(TrainingOutputs.SCORE)));
    metrics.put("holdout.rows", Double.valueOf(context.output(TrainingOutputs.HOLDOUT_ROWS)));
    metrics.put("baseline.loss", Double.valueOf(context.output(TrainingOutputs.BASELINE_LOSS)));
    metrics.put("training.rows", Double.valueOf(context.output(TrainingOutputs.TRAINING_ROWS)));
    evaluation(context)
        .ifPresent(evaluation ->
            evaluation.metrics().forEach((name, value) -> metrics.put("holdout." + name, value)));
    Map<String, String> parameters = new TreeMap<>();
    for (String key :
        new String[] {
          TrainingOutputs.TRAINING_FROM,
          TrainingOutputs.TRAINING_TO,
          TrainingOutputs.HOLDOUT_FROM,
          TrainingOutputs.HOLDOUT_TO
        }) {
      parameters.put(key, context.output(key));
    }
    if (has(context, TrainingOutputs.PARAMETERS)) {
      parameters.putAll(settings(context.output(TrainingOutputs.PARAMETERS)));
    }
    if (has(context, TrainingOutputs.ENVIRONMENT)) {
      TrainingEnvironment.read(context.output(TrainingOutputs.ENVIRONMENT))
          .forEach((name, value) -> parameters.put(VersionFacts.ENVIRONMENT + name, value));
    }
    return models.register(
        new NewVersion(
            context.subject(),
            inputs.description(context),
            blobs.bytes(context.output(TrainingOutputs.ARTIFACT)),
            Optional.of(blobs.bytes(context.output(TrainingOutputs.PROFILE))),
            context.output(TrainingOutputs.DATASET),
            Optional.of(context.runId()),
            context.parameter(TrainingOutputs.PROJECT) + "+" + context.definitionDigest(),
            Long.parseLong(context.parameter(TrainingOutputs.SEED)),
            parameters,
            metrics));
  }

  /// How the model was trained, as parameters of a version.
  ///
  /// @param json as `train` answers it
  static Map<String, String> settings(String json) {
    Map<String, String> settings = new TreeMap<>();
    Json.read(json, SETTINGS)
        .forEach((name, value) -> settings.put("train." + name, value.toString()));
    return settings;
  }

  private Optional<Evaluation> evaluation(StepContext context) {
    if (!has(context, TrainingOutputs.EVALUATION)) {
      return Optional.empty();
    }
    byte[] json = blobs.bytes(context.output(TrainingOutputs.EVALUATION));
    return Optional.of(Json.read(new String(json, StandardCharsets.UTF_8), Evaluation.class));
  }

  private static boolean has(StepContext context, String key) {
    return context.outputs().values().stream().anyMatch(output -> output.containsKey(key));
  }
}
