package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of a pipeline, with its steps in running order.
///
/// @param subject the model it works for
/// @param cause why it was started, in plain words
/// @param at business time
/// @param started machine time
/// @param message why it failed; empty otherwise
public record PipelineRun(
    String id,
    String pipeline,
    String subject,
    String cause,
    State state,
    Instant at,
    Instant started,
    Optional<Instant> ended,
    String message,
    List<StepRun> steps) {
  public PipelineRun {
    steps = List.copyOf(steps);
  }

  /// One step of the run.
  ///
  /// @param epoch how often it was begun
  public record StepRun(
      String name,
      State state,
      int epoch,
      Map<String, String> output,
      String message,
      Optional<Instant> started,
      Optional<Instant> ended) {
    public StepRun {
      output = Map.copyOf(output);
    }
  }

  /// What a step answered.
  public Map<String, String> output(String step) {
    return steps.stream()
        .filter(run -> run.name().equals(step))
        .findFirst()
        .map(StepRun::output)
        .orElse(Map.of());
  }
}
