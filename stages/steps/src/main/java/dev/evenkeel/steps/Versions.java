package dev.evenkeel.steps;

import dev.evenkeel.base.Problem;
import dev.evenkeel.checks.ContractInference;
import dev.evenkeel.data.BatchContract;
import dev.evenkeel.data.DatasetReference;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.IngestResult;
import dev.evenkeel.data.Origin;
import dev.evenkeel.data.Source;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.tables.TableFile;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Dataset versions as steps name them.
final class Versions {
  private final Datasets datasets;

  Versions(Datasets datasets) {
    this.datasets = datasets;
  }

  /// A version by what travels between steps, `name@7`.
  DatasetVersion of(String reference) {
    int at = reference.lastIndexOf('@');
    return Optional.of(reference)
        .filter(_ -> at > 0)
        .flatMap(text ->
            datasets.version(text.substring(0, at), Integer.parseInt(text.substring(at + 1))))
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "dataset version %s does not exist".formatted(reference),
                    "it may have been cleaned; run the step that makes it again")
                .asException());
  }

  /// The newest version of a dataset at a time: the same for every attempt of a run.
  DatasetVersion when(String dataset, Instant at) {
    return datasets
        .find(new DatasetReference(dataset, new DatasetReference.Pointer.At(at)))
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "dataset %s has no version yet".formatted(dataset),
                    "take rows in first")
                .asException());
  }

  /// Publishes a Parquet file as the next version of a dataset. The attempt's id is its key: after
  /// a crash the second attempt gets the version of the first.
  String publish(StepContext context, String dataset, Path file) {
    ContractInference.Draft draft =
        new ContractInference(dataset, "")
            .draft(Map.of(dataset, TableFile.of(file, Optional.empty())));
    IngestResult result =
        datasets.ingest(
            new Ingest(
                    dataset,
                    BatchContract.read(draft.yaml(), "what the step made"),
                    new Source.File(file),
                    context.at(),
                    "made by step %s of run %s".formatted(context.step().name(), context.runId()))
                .overwriting()
                .withKey(context.attemptId() + "/" + dataset)
                .from(new Origin("", "", "", context.runId(), "")));
    return result
        .version()
        .map(DatasetVersion::toString)
        .orElseThrow(() -> refused(dataset, result));
  }

  /// Why a batch did not become a version.
  static RuntimeException refused(String dataset, IngestResult result) {
    String why =
        result
            .refusal()
            .map(refusal -> "%s was rejected: %s".formatted(refusal.version(), refusal.reason()))
            .orElse("it has no rows");
    return Problem.of(
            Problem.Kind.INPUT,
            "no new version of %s: %s".formatted(dataset, why),
            "look at what the step wrote")
        .asException();
  }
}
