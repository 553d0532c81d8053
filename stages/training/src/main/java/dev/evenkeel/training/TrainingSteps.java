package dev.evenkeel.training;

import dev.evenkeel.data.Datasets;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.pipelines.RunHistory;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.registry.Lineage;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.BlobStore;
import java.util.List;

/// The built-in steps of a training pipeline.
public final class TrainingSteps {
  private TrainingSteps() {}

  /// `load`, `check`, `split`, `train`, `baseline`, `evaluate`, `register` and `score`, for
  /// [dev.evenkeel.pipelines.PipelineRuns].
  ///
  /// @param runtime loads the versions that score
  public static List<StepAction> actions(
      Datasets datasets, BlobStore blobs, Models models, ModelRuntime runtime) {
    LabelledRows rows = new LabelledRows(datasets);
    return List.of(
        new LoadStep(datasets),
        new CheckStep(blobs, rows),
        new SplitStep(blobs, rows),
        new TrainStep(blobs, rows),
        new BaselineStep(blobs, rows),
        new EvaluateStep(blobs, rows, models),
        new RegisterStep(blobs, models),
        new ScoreStep(datasets, models, runtime));
  }

  /// The step `reproduce`, for the same.
  ///
  /// @param history knows the runs that made versions
  public static StepAction reproduce(
      Datasets datasets, BlobStore blobs, Models models, Lineage lineage, RunHistory history) {
    return new ReproduceStep(
        models,
        new RecordedTrainings(datasets, blobs, lineage, history),
        new Retraining(blobs, new LabelledRows(datasets), models));
  }

  /// The datasets that a run of a pipeline publishes, by its steps.
  ///
  /// @param model that the run is about
  public static List<String> published(Pipeline pipeline, String model) {
    return pipeline.steps().stream()
        .filter(step -> step.uses().equals(ScoreStep.NAME))
        .map(step -> ScoreStep.into(step.with(), model))
        .distinct()
        .toList();
  }
}
