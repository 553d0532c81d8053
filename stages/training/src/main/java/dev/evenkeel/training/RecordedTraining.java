package dev.evenkeel.training;

import dev.evenkeel.pipelines.PipelineRun;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.training.Reproduction.Fact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What is recorded of how a version was trained.
///
/// @param facts the five
/// @param why it cannot be trained again; empty when it can
/// @param repeatable what a second training does; empty when it cannot be done
record RecordedTraining(
    ModelVersion version, List<Fact> facts, String why, Optional<Repeatable> repeatable) {
  RecordedTraining {
    facts = List.copyOf(facts);
  }

  /// A run of built-in steps that registered a version.
  ///
  /// @param register the step that did
  /// @param answers of all its steps, by their names
  record Repeatable(
      PipelineRun run,
      Pipeline pipeline,
      Map<String, String> parameters,
      Map<String, Map<String, String>> answers,
      String register) {
    private static final Set<String> AGAIN = Set.of("split", "train");

    /// The steps that a second training does again, in the order in which they run.
    List<Step> again() {
      Set<String> before = pipeline.before(register);
      return pipeline.steps().stream()
          .filter(step -> before.contains(step.name()) && AGAIN.contains(step.uses()))
          .toList();
    }

    /// Whether one step split and one trained.
    boolean isWhole() {
      List<String> uses = again().stream().map(Step::uses).sorted().toList();
      return uses.equals(List.of("split", "train"));
    }

    /// What the earlier steps answered that the registered version is made of.
    Optional<String> answer(String key) {
      return pipeline.before(register).stream()
          .map(step -> answers.getOrDefault(step, Map.of()))
          .filter(answer -> answer.containsKey(key))
          .map(answer -> answer.get(key))
          .findFirst();
    }
  }

  boolean isContradicted() {
    return facts.stream()
        .anyMatch(fact ->
            fact.state() == Fact.State.CHANGED
                && !fact.name().equals(RecordedTrainings.ENVIRONMENT));
  }
}
