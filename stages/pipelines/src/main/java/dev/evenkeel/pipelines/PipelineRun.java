package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of a pipeline, with its steps in running order.
///
/// @param subject the model it works for; empty for none
/// @param cause why it was started, in plain words
/// @param part the stretch of time that it is for, in a pipeline with partitions
/// @param retryOf the run whose answers it goes on from
/// @param at business time
/// @param started machine time
/// @param message why it failed; empty otherwise
public record PipelineRun(
    String id,
    String pipeline,
    String definition,
    String subject,
    String cause,
    Optional<String> part,
    Optional<String> retryOf,
    State state,
    Instant at,
    Instant started,
    Optional<Instant> ended,
    String message,
    List<StepRun> steps) {
  public PipelineRun {
    steps = List.copyOf(steps);
  }

  /// One step of the run, or one of the runs of a step with `each`.
  ///
  /// @param item the value that it is for, in a step with `each`
  /// @param attempt from 1
  /// @param epoch how often an attempt was begun
  /// @param reason why it was skipped, or why it worked or took an earlier answer; may be empty
  /// @param cachedFrom the run whose answer it took
  public record StepRun(
      String name,
      Optional<String> item,
      State state,
      int attempt,
      int epoch,
      Map<String, String> output,
      String message,
      String reason,
      Optional<String> cachedFrom,
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
