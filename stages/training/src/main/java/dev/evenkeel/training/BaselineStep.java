package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.store.BlobStore;
import java.util.Map;

/// Trains a linear model on the same rows: what a challenger must beat to be worth its weight. It
/// is judged and thrown away.
final class BaselineStep implements StepAction {
  private final BlobStore blobs;
  private final LabelledRows rows;

  BaselineStep(BlobStore blobs, LabelledRows rows) {
    this.blobs = blobs;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "baseline";
  }

  @Override
  public Map<String, String> run(StepContext context) {
    TrainingInputs inputs = TrainingInputs.of(context, blobs);
    Frame holdout = rows.holdout(context, inputs);
    LinearTrainer linear =
        LinearTrainer.train(
            FeatureMatrices.of(inputs, rows.training(context, inputs)), inputs.classes());
    Losses losses =
        Losses.of(inputs.target(), holdout, linear.predict(FeatureMatrices.of(inputs, holdout)));
    return Map.of(
        TrainingOutputs.BASELINE_LOSS, String.valueOf(losses.mean()),
        TrainingOutputs.BASELINE_SCORE, String.valueOf(losses.score()));
  }
}
