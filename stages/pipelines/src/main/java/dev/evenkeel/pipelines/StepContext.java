package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.definition.Execution;
import dev.evenkeel.pipelines.definition.PortType;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// What a step may know.
///
/// @param at business time at which the run started; every attempt sees the same
/// @param parameters of the run
/// @param with settings of the step
/// @param outputs what the steps answered that this one waits for, directly or through others
/// @param step which it is, and what is wired to it
public record StepContext(
    String runId,
    String pipeline,
    String definitionDigest,
    String subject,
    Instant at,
    Map<String, String> parameters,
    Map<String, String> with,
    Map<String, Map<String, String>> outputs,
    Own step) {
  /// What belongs to this attempt of this step alone.
  ///
  /// @param name of the step, or of its run for one value: `fit[0]`
  /// @param attempt from 1
  /// @param item the value of `each`
  /// @param inputs what is wired to it, by the names of its inputs
  /// @param types of these inputs, where they are known
  /// @param declared what the step says that it answers
  /// @param log where its lines go
  /// @param unwanted whether it was cancelled or took too long. A step that is interrupted and is
  ///   not unwanted comes again: what it has started elsewhere may go on
  public record Own(
      String name,
      int attempt,
      Optional<String> item,
      Map<String, String> inputs,
      Map<String, PortType> types,
      Map<String, PortType> declared,
      Execution execution,
      StepLog log,
      BooleanSupplier unwanted) {
    private static final Own NONE =
        new Own(
            "",
            1,
            Optional.empty(),
            Map.of(),
            Map.of(),
            Map.of(),
            Execution.PLAIN,
            _ -> {},
            () -> false);

    public Own {
      inputs = Collections.unmodifiableMap(new TreeMap<>(inputs));
      types = Collections.unmodifiableMap(new TreeMap<>(types));
      declared = Collections.unmodifiableMap(new TreeMap<>(declared));
    }
  }

  public StepContext {
    parameters = Map.copyOf(parameters);
    with = Map.copyOf(with);
    Map<String, Map<String, String>> copies = new TreeMap<>();
    outputs.forEach((earlier, output) -> copies.put(earlier, Map.copyOf(output)));
    outputs = Collections.unmodifiableMap(copies);
  }

  /// Of a step that nothing is wired to.
  public StepContext(
      String runId,
      String pipeline,
      String definitionDigest,
      String subject,
      Instant at,
      Map<String, String> parameters,
      Map<String, String> with,
      Map<String, Map<String, String>> outputs) {
    this(runId, pipeline, definitionDigest, subject, at, parameters, with, outputs, Own.NONE);
  }

  /// Names this attempt to others: the same for an attempt that is begun anew after a crash.
  public String attemptId() {
    return runId + "/" + step.name() + "/" + step.attempt();
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
