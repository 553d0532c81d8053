package dev.evenkeel.steps;

import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.registry.Models;
import dev.evenkeel.runners.StepRunner;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Egress;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Programs, queries and requests.
public final class CommonSteps {
  private CommonSteps() {}

  /// `python`, `exec`, `sql`, `http` and `notify`, for [dev.evenkeel.pipelines.PipelineRuns].
  ///
  /// @param runners of programs, by their names; `process` where a step names none
  /// @param environment what every program is told
  /// @param guard throws for whoever may not run programs of their own here
  public static List<StepAction> actions(
      Datasets datasets,
      Models models,
      BlobStore blobs,
      Egress egress,
      Map<String, StepRunner> runners,
      Supplier<Map<String, String>> environment,
      Runnable guard) {
    ProgramFiles files = new ProgramFiles(datasets, models, blobs);
    return List.of(
        new ProgramStep(ProgramStep.PYTHON, runners, files, environment, guard),
        new ProgramStep(ProgramStep.EXEC, runners, files, environment, guard),
        new SqlStep(datasets),
        new HttpStep("http", egress),
        new HttpStep("notify", egress));
  }
}
