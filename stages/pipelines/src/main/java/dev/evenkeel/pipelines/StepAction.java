package dev.evenkeel.pipelines;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.pipelines.definition.PortType;
import dev.evenkeel.pipelines.definition.Signature;
import dev.evenkeel.pipelines.definition.ValueType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The work of one step.
///
/// It may run more than once for one attempt, on another node too, so it leaves nothing behind but
/// content-addressed blobs and what it answers; only a committed answer counts.
public interface StepAction {
  /// What `uses` names.
  String name();

  /// Refuses settings that it does not know, before a run starts.
  ///
  /// @param with as they stand in the pipeline; by default there may be none
  /// @throws dev.evenkeel.base.ProblemException of kind `CONFIGURATION`
  default void check(Map<String, String> with) {
    if (!with.isEmpty()) {
      throw Problem.of(
              Problem.Kind.CONFIGURATION,
              "setting `%s` is unknown: step action `%s` has none"
                  .formatted(Names.abbreviate(with.keySet().iterator().next()), name()),
              "remove it")
          .asException();
    }
  }

  /// What it takes and answers, so that wiring is checked before anything runs.
  default Signature signature() {
    return Signature.OPEN;
  }

  /// Which of its answers are files of the blob store, for people to look at.
  default Set<String> files() {
    return signature().outputs().entrySet().stream()
        .filter(output -> output.getValue().equals(PortType.of(ValueType.FILE)))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Names what it does: equal names, inputs and settings lead to equal answers. Empty for an
  /// action whose answer must never stand for a later one.
  default Optional<String> code(StepContext context) {
    return Optional.empty();
  }

  /// Does the work and answers what later steps need: names, digests, figures. A
  /// [dev.evenkeel.base.ProblemException] fails the step with its words.
  Map<String, String> run(StepContext context);
}
