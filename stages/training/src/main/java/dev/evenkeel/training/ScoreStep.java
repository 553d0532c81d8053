package dev.evenkeel.training;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Datasets;
import dev.evenkeel.data.Ingest;
import dev.evenkeel.data.IngestResult;
import dev.evenkeel.data.Origin;
import dev.evenkeel.data.Source;
import dev.evenkeel.models.LoadedModel;
import dev.evenkeel.models.ModelFile;
import dev.evenkeel.models.ModelRuntime;
import dev.evenkeel.pipelines.StepAction;
import dev.evenkeel.pipelines.StepContext;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.scoring.BatchModel;
import dev.evenkeel.scoring.BatchScoring;
import dev.evenkeel.scoring.ScoringRequest;
import dev.evenkeel.tables.Scratch;
import dev.evenkeel.tables.TableFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Scores all rows of a dataset version, and publishes them with their answers.
final class ScoreStep implements StepAction {
  static final String NAME = "score";

  private static final String INTO = "into";
  private static final String DATASET = "dataset";
  private static final String ALIAS = "alias";
  private static final Set<String> SETTINGS = Set.of(INTO, DATASET, ALIAS);
  private static final int LOOK_BACK = 1_000;

  private final Datasets datasets;
  private final Models models;
  private final ModelRuntime runtime;

  ScoreStep(Datasets datasets, Models models, ModelRuntime runtime) {
    this.datasets = datasets;
    this.models = models;
    this.runtime = runtime;
  }

  @Override
  public String name() {
    return NAME;
  }

  /// The dataset that the answers go into.
  static String into(Map<String, String> with, String model) {
    return with.getOrDefault(INTO, model + "-scores");
  }

  @Override
  public void check(Map<String, String> with) {
    for (Map.Entry<String, String> setting : with.entrySet()) {
      if (!SETTINGS.contains(setting.getKey())) {
        String near = Names.nearest(setting.getKey(), SETTINGS);
        throw new Problem(
                Problem.Kind.CONFIGURATION,
                "setting `%s` of a score step is unknown"
                    .formatted(Names.abbreviate(setting.getKey())),
                "",
                "one of " + String.join(", ", SETTINGS.stream().sorted().toList()),
                near.isEmpty() ? "" : "write `%s`".formatted(near))
            .asException();
      }
      Names.check(setting.getKey(), setting.getValue());
    }
  }

  @Override
  public Map<String, String> run(StepContext context) {
    ModelVersion version = version(context);
    DatasetVersion rows = rows(context);
    String into = Names.check("dataset", into(context.with(), context.subject()));
    if (into.equals(rows.dataset())) {
      throw new Problem(
              Problem.Kind.CONFIGURATION,
              "the answers to %s would become rows of it".formatted(into),
              "setting `%s` of a score step".formatted(INTO),
              "another dataset",
              "choose another name")
          .asException();
    }
    String message = "scored %s by %s in run %s".formatted(rows, version, context.runId());
    // A second attempt after a crash finds what the first one published.
    DatasetVersion scored =
        datasets.versions(into, Integer.MAX_VALUE, LOOK_BACK).stream()
            .filter(earlier -> earlier.message().equals(message))
            .findFirst()
            .orElseGet(() -> publish(context, version, rows, into, message));
    return Map.of(
        TrainingOutputs.SCORES,
        scored.toString(),
        TrainingOutputs.SCORED_ROWS,
        String.valueOf(scored.rows()));
  }

  private ModelVersion version(StepContext context) {
    String model = context.subject();
    Optional<String> alias = Optional.ofNullable(context.with().get(ALIAS));
    boolean isRegistered =
        context.outputs().values().stream()
            .anyMatch(output -> output.containsKey(TrainingOutputs.VERSION));
    Optional<ModelVersion> found =
        alias.isEmpty() && isRegistered
            ? models.version(model, Integer.parseInt(context.output(TrainingOutputs.VERSION)))
            : models.alias(model, alias.orElse(Models.CHAMPION));
    return found.orElseThrow(() ->
        Problem.of(
                Problem.Kind.NOT_FOUND,
                "model %s has no version to score by".formatted(model),
                "register one, or let the step come after `register`")
            .asException());
  }

  private DatasetVersion rows(StepContext context) {
    String dataset = context.with().get(DATASET);
    if (dataset == null) {
      return LabelledRows.version(datasets, context.output(TrainingOutputs.DATASET));
    }
    // As every attempt of the run sees it.
    return datasets.versions(dataset, Integer.MAX_VALUE, LOOK_BACK).stream()
        .filter(version -> !version.at().isAfter(context.at()))
        .findFirst()
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "dataset %s has no version yet".formatted(dataset),
                    "take rows in first")
                .asException());
  }

  private DatasetVersion publish(
      StepContext context, ModelVersion version, DatasetVersion rows, String into, String message) {
    try (Scratch scratch = Scratch.create()) {
      Path from = scratch.folder().resolve("rows.parquet");
      Path to = scratch.folder().resolve("answers.parquet");
      datasets.exports().parquet(rows, from);
      score(version, from, to);
      Contract contract = contract(into, rows, version);
      IngestResult result =
          datasets.ingest(
              new Ingest(into, contract, new Source.File(to), context.at(), message)
                  .from(new Origin(rows.toString(), "", "", context.runId(), "")));
      return result.version().orElseThrow(() -> unpublished(rows, result));
    }
  }

  private static RuntimeException unpublished(DatasetVersion rows, IngestResult result) {
    return result
        .refusal()
        .map(refusal ->
            Problem.of(
                Problem.Kind.INPUT,
                "the answers were rejected as %s: %s"
                    .formatted(refusal.version(), refusal.reason()),
                "look at its quarantine"))
        .orElseGet(() ->
            Problem.of(
                Problem.Kind.INPUT, "%s has no row to score".formatted(rows), "take rows in first"))
        .asException();
  }

  private void score(ModelVersion version, Path from, Path to) {
    ModelFile file =
        new ModelFile(version.description().format(), models.artifact(version), version.toString());
    try (LoadedModel loaded = runtime.load(file)) {
      BatchModel model =
          new BatchModel(
              version.model(), String.valueOf(version.number()), version.description(), loaded);
      ScoringRequest request =
          new ScoringRequest(
              TableFile.of(from, Optional.empty()),
              TableFile.of(to, Optional.empty()),
              Optional.empty(),
              ScoringRequest.Options.defaults());
      BatchScoring.run(model, request, (_, _) -> {});
    }
  }

  private Contract contract(String into, DatasetVersion rows, ModelVersion version) {
    List<Property> columns = new ArrayList<>(datasets.columns(rows));
    columns.addAll(BatchScoring.answers(version.description()));
    return new Contract(into, "1.0.0", "", "", into, columns);
  }
}
