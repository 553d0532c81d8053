package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.Map;

/// What a step may know.
///
/// @param at business time at which the run started; every attempt sees the same
/// @param parameters of the run
/// @param with settings of the step
/// @param outputs what earlier steps answered, by step
public record StepContext(
    String runId,
    String pipeline,
    String definitionDigest,
    String subject,
    Instant at,
    Map<String, String> parameters,
    Map<String, String> with,
    Map<String, Map<String, String>> outputs) {
  public StepContext {
    parameters = Map.copyOf(parameters);
    with = Map.copyOf(with);
    outputs = Map.copyOf(outputs);
  }

  /// An answer of an earlier step that must be there, whichever step gave it.
  public String output(String key) {
    return outputs.values().stream()
        .filter(output -> output.containsKey(key))
        .map(output -> output.get(key))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "Cannot run a step of %s: no earlier step answered %s".formatted(pipeline, key)));
  }

  /// A parameter of the run that must be there.
  public String parameter(String key) {
    String value = parameters.get(key);
    if (value == null) {
      throw new IllegalArgumentException(
          "Cannot run a step of %s: parameter %s is missing".formatted(pipeline, key));
    }
    return value;
  }
}
