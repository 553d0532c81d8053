package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Digests;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A pipeline in its canonical form: what a YAML file or a typed builder becomes, what is hashed,
/// and what a run keeps.
public final class Pipeline {
  private final String name;
  private final List<Parameter> parameters;
  private final Settings settings;
  private final List<Step> steps;
  private final Map<String, Step> byName = new LinkedHashMap<>();
  private final String canonical;
  private final String digest;

  /// @param steps in an order in which they could run one after another
  public Pipeline(String name, List<Parameter> parameters, Settings settings, List<Step> steps) {
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.settings = settings;
    this.steps = List.copyOf(steps);
    for (Step step : steps) {
      if (!byName.keySet().containsAll(step.waitsFor())
          || byName.putIfAbsent(step.name(), step) != null) {
        throw new IllegalArgumentException(
            "Cannot make pipeline %s: step %s must stand once and after what it waits for, %s"
                .formatted(name, step.name(), step.waitsFor()));
      }
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("Cannot make pipeline %s: no steps".formatted(name));
    }
    this.canonical = CanonicalText.of(this);
    this.digest = Digests.of(canonical);
  }

  /// A pipeline of steps alone.
  public Pipeline(String name, List<Step> steps) {
    this(name, List.of(), Settings.NONE, steps);
  }

  /// Its name.
  public String name() {
    return name;
  }

  /// What its runs are given. A pipeline that declares none takes any.
  public List<Parameter> parameters() {
    return parameters;
  }

  /// What it says of its runs.
  public Settings settings() {
    return settings;
  }

  /// Its steps, in an order in which they could run one after another.
  public List<Step> steps() {
    return steps;
  }

  /// A step by its name.
  public Step step(String stepName) {
    Step step = byName.get(stepName);
    if (step == null) {
      throw new IllegalArgumentException(
          "Cannot find step %s: pipeline %s has none".formatted(stepName, name));
    }
    return step;
  }

  /// All steps that a step waits for, directly or through others.
  public Set<String> before(String stepName) {
    Set<String> before = new HashSet<>(step(stepName).waitsFor());
    for (Step step : steps.reversed()) {
      if (before.contains(step.name())) {
        before.addAll(step.waitsFor());
      }
    }
    return before;
  }

  /// A step and all that wait for it, directly or through others.
  public Set<String> from(String stepName) {
    Set<String> from = new HashSet<>(Set.of(step(stepName).name()));
    for (Step step : steps) {
      if (step.waitsFor().stream().anyMatch(from::contains)) {
        from.add(step.name());
      }
    }
    return from;
  }

  /// The canonical text, equal for equal pipelines: JSON that [PipelineReader] reads like a file.
  public String canonical() {
    return canonical;
  }

  /// The digest of the canonical text: the pipeline's version.
  public String digest() {
    return digest;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Pipeline pipeline && pipeline.canonical.equals(canonical);
  }

  @Override
  public int hashCode() {
    return canonical.hashCode();
  }

  @Override
  public String toString() {
    return name + "@" + digest;
  }
}
