package dev.evenkeel.steps;

import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Fetches;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.store.BlobStore;
import java.util.List;

/// The steps of this room that take rows in and look at them.
public final class DataSteps {
  private DataSteps() {}

  /// `ingest`, `check`, `profile` and `compare`, for [dev.evenkeel.pipelines.PipelineRuns].
  ///
  /// @param labels what `check` does in the training of a model, where nothing is wired to it
  public static List<StepAction> actions(
      Datasets datasets, BlobStore blobs, Fetches fetches, StepAction labels) {
    return List.of(
        new IngestStep(datasets, fetches),
        new CheckStep(datasets, blobs, labels),
        new ProfileStep(datasets, blobs),
        new CompareStep(datasets, blobs));
  }
}
