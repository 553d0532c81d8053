package dev.evenkeel.pipelines;

import java.time.Instant;
import java.util.Map;

/// How an attempt of a step ended.
record StepEnd(State state, Map<String, String> output, String message, Instant at) {
  StepEnd {
    output = Map.copyOf(output);
  }
}
