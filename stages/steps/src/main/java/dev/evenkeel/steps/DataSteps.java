package dev.evenkeel.steps;

import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Fetches;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.store.BlobStore;
import java.util.ArrayList;
import java.util.List;

/// The steps of this room that take rows in and look at them.
public final class DataSteps {
  private DataSteps() {}

  /// The steps of a training, whose `check` looks at any rows too, and `ingest`, `profile` and
  /// `compare` beside them, for [dev.evenkeel.pipelines.PipelineRuns].
  ///
  /// @param training its `check` is carried out where nothing is wired to that step
  public static List<StepAction> beside(
      List<StepAction> training, Datasets datasets, BlobStore blobs, Fetches fetches) {
    List<StepAction> actions = new ArrayList<>(training);
    actions.replaceAll(action ->
        action.name().equals(CheckStep.NAME) ? new CheckStep(datasets, blobs, action) : action);
    actions.add(new IngestStep(datasets, fetches));
    actions.add(new ProfileStep(datasets, blobs));
    actions.add(new CompareStep(datasets, blobs));
    return actions;
  }
}
