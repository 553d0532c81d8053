package dev.evenkeel.training;

import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.BlobStore;
import java.util.List;

/// The built-in steps of a training pipeline.
public final class TrainingSteps {
  private TrainingSteps() {}

  /// `load`, `check`, `split`, `train`, `baseline`, `evaluate` and `register`, for
  /// [dev.evenkeel.pipelines.PipelineRuns].
  public static List<StepAction> actions(Datasets datasets, BlobStore blobs, Models models) {
    LabelledRows rows = new LabelledRows(datasets);
    return List.of(
        new LoadStep(datasets),
        new CheckStep(blobs, rows),
        new SplitStep(blobs, rows),
        new TrainStep(blobs, rows),
        new BaselineStep(blobs, rows),
        new EvaluateStep(blobs, rows, models),
        new RegisterStep(blobs, models));
  }
}
