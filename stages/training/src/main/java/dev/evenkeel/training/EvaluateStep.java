package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.models.Scorer;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.training.evaluation.Evaluation;
import dev.evenkeel.training.evaluation.EvaluationReport;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Scores challenger and champion on the holdout, by the scorer that serving uses.
final class EvaluateStep implements StepAction {
  private final BlobStore blobs;
  private final LabelledRows rows;
  private final Models models;

  EvaluateStep(BlobStore blobs, LabelledRows rows, Models models) {
    this.blobs = blobs;
    this.rows = rows;
    this.models = models;
  }

  @Override
  public String name() {
    return "evaluate";
  }

  @Override
  public void check(Map<String, String> with) {
    EvaluationSettings.of(with);
  }

  @Override
  public Set<String> files() {
    return Set.of(TrainingOutputs.EVALUATION, TrainingOutputs.EVALUATION_REPORT);
  }

  @Override
  public Map<String, String> run(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    EvaluationSettings settings = EvaluationSettings.of(context.with());
    settings.demand(inputs.inputs());
    Frame holdout = rows.holdout(context, inputs);
    byte[] artifact = blobs.bytes(context.output(TrainingOutputs.ARTIFACT));
    Scorer scorer = Scorer.of(inputs.description(context), artifact);
    Losses challenger = losses(inputs, holdout, scorer);
    Map<String, double[]> perRow = new LinkedHashMap<>();
    perRow.put("challenger", challenger.loss());
    Map<String, String> answer = new TreeMap<>();
    answer.put(TrainingOutputs.LOSS, String.valueOf(challenger.mean()));
    answer.put(TrainingOutputs.SCORE, String.valueOf(challenger.score()));
    if (holdout.rows() > 0) {
      long seed = Long.parseLong(context.parameter(TrainingOutputs.SEED));
      Evaluation evaluation = Judge.judge(inputs.target(), settings, holdout, scorer, seed);
      answer.put(TrainingOutputs.EVALUATION, blobs.put(Json.write(evaluation)));
      answer.put(TrainingOutputs.EVALUATION_REPORT, blobs.put(report(context, evaluation)));
    }
    Optional<ModelVersion> champion = models.champion(context.subject());
    champion.ifPresent(version -> {
      Losses losses =
          losses(inputs, holdout, Scorer.of(version.description(), models.artifact(version)));
      perRow.put("champion", losses.loss());
      answer.put(TrainingOutputs.CHAMPION, String.valueOf(version.number()));
      answer.put(TrainingOutputs.CHAMPION_LOSS, String.valueOf(losses.mean()));
      answer.put(TrainingOutputs.CHAMPION_SCORE, String.valueOf(losses.score()));
    });
    answer.put(TrainingOutputs.LOSSES, blobs.put(Json.write(perRow)));
    return answer;
  }

  private static Losses losses(TrainingInputs inputs, Frame holdout, Scorer scorer) {
    List<Prediction> predictions = scorer.score(holdout);
    return Losses.of(
        inputs.target(),
        holdout,
        predictions.stream()
            .map(prediction ->
                inputs.isQuantity()
                    ? new double[] {prediction.value()}
                    : prediction.probabilities())
            .toList());
  }

  private static byte[] report(StepContext context, Evaluation evaluation) {
    String rows =
        "Run %s, on %d rows of %s from %s to %s."
            .formatted(
                context.runId(),
                evaluation.rows(),
                context.output(TrainingOutputs.DATASET),
                context.output(TrainingOutputs.HOLDOUT_FROM),
                context.output(TrainingOutputs.HOLDOUT_TO));
    return EvaluationReport.write("Evaluation of " + context.subject(), rows, evaluation)
        .getBytes(StandardCharsets.UTF_8);
  }
}
