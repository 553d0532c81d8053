package dev.evenkeel.training;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.PipelineRuns;
import dev.evenkeel.pipelines.RunHistory;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.registry.Models;
import dev.evenkeel.store.Acting;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Trains versions again, each in a run of its own, and keeps what came of it with that run.
public final class Reproductions {
  private static final Pipeline PIPELINE =
      new Pipeline(
          ReproduceStep.NAME,
          List.of(new Step(ReproduceStep.NAME, ReproduceStep.NAME, List.of(), Map.of())));

  private final Models models;
  private final PipelineRuns runs;
  private final RunHistory history;

  public Reproductions(Models models, PipelineRuns runs, RunHistory history) {
    this.models = models;
    this.runs = runs;
    this.history = history;
  }

  /// A run that trains a version again.
  ///
  /// @param result empty until it has ended, or when it failed
  public record Attempt(PipelineRun run, Optional<Reproduction> result) {}

  /// Begins to train a version again; one that is under way already is told instead.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such version,
  ///   `FORBIDDEN` for whoever is no editor of its project
  public Attempt start(String model, int number) {
    demand(model, number);
    Optional<Attempt> underWay =
        newest(model, number).filter(attempt -> !attempt.run().state().isFinal());
    if (underWay.isPresent()) {
      return underWay.get();
    }
    Acting now = Acting.now();
    PipelineRun run =
        new Acting(now.who(), models.projectOf(model).orElse(now.project()), now.address())
            .get(() ->
                runs.start(
                    PIPELINE,
                    model,
                    "train %s@%d again".formatted(model, number),
                    parameters(model, number)));
    return new Attempt(run, Optional.empty());
  }

  /// The newest attempt to train a version again, and what came of it.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  public Attempt demandNewest(String model, int number) {
    demand(model, number);
    return newest(model, number)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "nobody has trained %s@%d again".formatted(Names.abbreviate(model), number),
                    "evenkeel reproduce %s@%d".formatted(Names.abbreviate(model), number))
                .asException());
  }

  private Optional<Attempt> newest(String model, int number) {
    return history
        .newest(PIPELINE, model, parameters(model, number))
        .map(run -> new Attempt(run, result(run)));
  }

  private Optional<Reproduction> result(PipelineRun run) {
    return Optional.ofNullable(
            history.step(run.id(), ReproduceStep.NAME).output().get(TrainingOutputs.REPRODUCTION))
        .map(json -> Json.read(json, Reproduction.class));
  }

  private void demand(String model, int number) {
    if (models.version(model, number).isEmpty()) {
      throw Problem.of(
              Problem.Kind.NOT_FOUND,
              "there is no %s@%d".formatted(Names.abbreviate(model), number),
              "list the versions with: evenkeel model show NAME")
          .asException();
    }
  }

  private static Map<String, String> parameters(String model, int number) {
    return Map.of(ReproduceStep.MODEL, model, ReproduceStep.VERSION, String.valueOf(number));
  }
}
