package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How an attempt of a step ended.
///
/// @param again whether another attempt could end otherwise
/// @param reason why it worked or took an earlier answer; may be empty
/// @param cachedFrom the run whose answer it took
/// @param question what its answer stands for later; empty for an answer that never does
record StepEnd(
    State state,
    Map<String, String> output,
    String message,
    boolean again,
    String reason,
    Optional<String> cachedFrom,
    Optional<StepCache.Key> question,
    Instant at) {
  StepEnd {
    output = Map.copyOf(output);
  }

  static StepEnd succeeded(
      Map<String, String> output, String reason, Optional<StepCache.Key> question) {
    return new StepEnd(
        State.SUCCEEDED, output, "", false, reason, Optional.empty(), question, Instant.now());
  }

  static StepEnd cached(Map<String, String> output, String reason, String from) {
    return new StepEnd(
        State.SUCCEEDED,
        output,
        "",
        false,
        reason,
        Optional.of(from),
        Optional.empty(),
        Instant.now());
  }

  static StepEnd failed(String message, boolean again) {
    return new StepEnd(
        State.FAILED,
        Map.of(),
        message,
        again,
        "",
        Optional.empty(),
        Optional.empty(),
        Instant.now());
  }
}
