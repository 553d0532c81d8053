package dev.evenkeel.pipelines;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A pipeline in its canonical form: what a YAML file becomes, what is hashed and what a run keeps.
///
/// @param steps in an order in which they could run one after another
public record Pipeline(String name, List<Step> steps) {
  public Pipeline {
    steps = List.copyOf(steps);
  }

  /// One step.
  ///
  /// @param uses the [StepAction] that does the work
  /// @param after steps that must have succeeded before
  /// @param with settings of the step, as texts
  public record Step(String name, String uses, List<String> after, Map<String, String> with) {
    public Step {
      after = List.copyOf(after);
      with = java.util.Collections.unmodifiableMap(new TreeMap<>(with));
    }
  }

  /// A step by its name.
  public Step step(String stepName) {
    return steps.stream()
        .filter(step -> step.name().equals(stepName))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Cannot find step %s: pipeline %s has none".formatted(stepName, name)));
  }

  /// The canonical text, equal for equal pipelines.
  public String canonical() {
    return Json.text(this);
  }

  /// The digest of the canonical text.
  public String digest() {
    return Digests.of(canonical());
  }
}
