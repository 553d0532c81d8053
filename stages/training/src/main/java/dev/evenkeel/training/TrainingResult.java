package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.store.BlobStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;

/// What a successful training run answers.
///
/// @param version number of the registered challenger
/// @param dataset the dataset version it read
/// @param rarestRows holdout rows of the rarest class; empty for a quantity
/// @param loss mean on the holdout
/// @param score on the holdout: accuracy, or mean absolute error
/// @param baselineLoss mean on the holdout of a linear model
/// @param constantLoss mean on the holdout of the best answer that looks at nothing
/// @param champion what it was compared with; empty for the first version of a model
public record TrainingResult(
    int version,
    String dataset,
    Instant trainingFrom,
    Instant trainingTo,
    Instant holdoutFrom,
    Instant holdoutTo,
    int trainingRows,
    int holdoutRows,
    OptionalInt rarestRows,
    double loss,
    double score,
    double baselineLoss,
    double constantLoss,
    Optional<Champion> champion) {
  private static final TypeReference<Map<String, double[]>> LOSSES = new TypeReference<>() {};

  /// The champion on the same rows.
  ///
  /// @param championLosses loss of each holdout row under the champion
  /// @param challengerLosses the same rows under the challenger
  // Read once by the gate and never compared.
  @SuppressWarnings("ArrayRecordComponent")
  public record Champion(
      int version, double score, double[] championLosses, double[] challengerLosses) {}

  /// Reads the answers of a run's steps.
  public static TrainingResult of(PipelineRun run, BlobStore blobs) {
    Map<String, String> answers = new TreeMap<>();
    run.steps().forEach(step -> answers.putAll(step.output()));
    return new TrainingResult(
        Integer.parseInt(text(answers, TrainingOutputs.VERSION)),
        text(answers, TrainingOutputs.DATASET),
        Instant.parse(text(answers, TrainingOutputs.TRAINING_FROM)),
        Instant.parse(text(answers, TrainingOutputs.TRAINING_TO)),
        Instant.parse(text(answers, TrainingOutputs.HOLDOUT_FROM)),
        Instant.parse(text(answers, TrainingOutputs.HOLDOUT_TO)),
        Integer.parseInt(text(answers, TrainingOutputs.TRAINING_ROWS)),
        Integer.parseInt(text(answers, TrainingOutputs.HOLDOUT_ROWS)),
        Optional.ofNullable(answers.get(TrainingOutputs.RAREST_ROWS))
            .map(rows -> OptionalInt.of(Integer.parseInt(rows)))
            .orElse(OptionalInt.empty()),
        Double.parseDouble(text(answers, TrainingOutputs.LOSS)),
        Double.parseDouble(text(answers, TrainingOutputs.SCORE)),
        Double.parseDouble(text(answers, TrainingOutputs.BASELINE_LOSS)),
        Double.parseDouble(text(answers, TrainingOutputs.CONSTANT_LOSS)),
        champion(answers, blobs));
  }

  private static Optional<Champion> champion(Map<String, String> answers, BlobStore blobs) {
    if (!answers.containsKey(TrainingOutputs.CHAMPION)) {
      return Optional.empty();
    }
    String json =
        new String(blobs.bytes(text(answers, TrainingOutputs.LOSSES)), StandardCharsets.UTF_8);
    Map<String, double[]> losses = Json.mapper().readValue(json, LOSSES);
    return Optional.of(
        new Champion(
            Integer.parseInt(text(answers, TrainingOutputs.CHAMPION)),
            Double.parseDouble(text(answers, TrainingOutputs.CHAMPION_SCORE)),
            losses.getOrDefault("champion", new double[0]),
            losses.getOrDefault("challenger", new double[0])));
  }

  private static String text(Map<String, String> answers, String key) {
    String value = answers.get(key);
    if (value == null) {
      throw new IllegalStateException("Cannot read a training run: it answered no " + key);
    }
    return value;
  }
}
