package dev.evenkeel.pipelines;

import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// A pipeline in its canonical form: what a YAML file becomes, what is hashed and what a run keeps.
///
/// @param steps in an order in which they could run one after another
public record Pipeline(String name, List<Step> steps) {
  public Pipeline {
    steps = List.copyOf(steps);
    Set<String> earlier = new HashSet<>();
    for (Step step : steps) {
      if (!earlier.containsAll(step.after()) || !earlier.add(step.name())) {
        throw new IllegalArgumentException(
            "Cannot make pipeline %s: step %s must stand once and after what it waits for, %s"
                .formatted(name, step.name(), step.after()));
      }
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("Cannot make pipeline %s: no steps".formatted(name));
    }
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

  /// All steps that a step waits for, directly or through others.
  Set<String> before(String stepName) {
    Set<String> before = new HashSet<>(step(stepName).after());
    for (Step step : steps.reversed()) {
      if (before.contains(step.name())) {
        before.addAll(step.after());
      }
    }
    return before;
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
