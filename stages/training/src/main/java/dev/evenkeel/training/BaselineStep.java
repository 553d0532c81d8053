package dev.evenkeel.training;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.store.BlobStore;
import java.util.Collections;
import java.util.Map;

/// Judges what is simpler on the same rows: a linear model, and the best answer that looks at
/// nothing. A challenger must beat them to be worth its weight; both are thrown away.
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
    Frame training = rows.training(context, inputs);
    Frame holdout = rows.holdout(context, inputs);
    LinearTrainer linear =
        LinearTrainer.train(FeatureMatrices.of(inputs, training), inputs.classes());
    Losses losses =
        Losses.of(inputs.target(), holdout, linear.predict(FeatureMatrices.of(inputs, holdout)));
    double[] constant = Constant.of(inputs.target(), training);
    Losses constantLosses =
        Losses.of(inputs.target(), holdout, Collections.nCopies(holdout.rows(), constant));
    return Map.of(
        TrainingOutputs.BASELINE_LOSS, String.valueOf(losses.mean()),
        TrainingOutputs.BASELINE_SCORE, String.valueOf(losses.score()),
        TrainingOutputs.CONSTANT_LOSS, String.valueOf(constantLosses.mean()));
  }
}
