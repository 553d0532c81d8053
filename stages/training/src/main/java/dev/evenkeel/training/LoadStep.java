package dev.evenkeel.training;

import dev.evenkeel.base.Problem;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import java.util.Map;

/// Fixes the dataset version that all later steps read.
final class LoadStep implements StepAction {
  private final Datasets datasets;

  LoadStep(Datasets datasets) {
    this.datasets = datasets;
  }

  @Override
  public String name() {
    return "load";
  }

  @Override
  public Map<String, String> run(StepContext context) {
    String dataset = context.parameter(TrainingOutputs.LABELLED);
    DatasetVersion version =
        datasets
            .newest(dataset)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "dataset %s has no version yet".formatted(dataset),
                        "send ground truth first")
                    .asException());
    return Map.of(
        TrainingOutputs.DATASET,
        version.toString(),
        TrainingOutputs.DATASET_DIGEST,
        version.digest());
  }
}
