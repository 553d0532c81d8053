package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a step may know.
///
/// @param at business time at which the run started; every attempt sees the same
/// @param parameters of the run
/// @param with settings of the step
/// @param outputs what the steps answered that this one waits for, directly or through others
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
    Map<String, Map<String, String>> copies = new TreeMap<>();
    outputs.forEach((step, output) -> copies.put(step, Map.copyOf(output)));
    outputs = Collections.unmodifiableMap(copies);
  }

  /// An answer of an earlier step that must be there, whichever step gave it.
  ///
  /// @throws IllegalArgumentException when none did, or two gave different ones
  public String output(String key) {
    List<String> answers =
        outputs.values().stream()
            .filter(output -> output.containsKey(key))
            .map(output -> output.get(key))
            .distinct()
            .toList();
    if (answers.size() != 1) {
      throw new IllegalArgumentException(
          "Cannot run a step of %s: earlier steps must answer one %s, got %s"
              .formatted(pipeline, key, answers));
    }
    return answers.getFirst();
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
