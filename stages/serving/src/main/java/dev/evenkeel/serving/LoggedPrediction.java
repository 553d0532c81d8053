package dev.evenkeel.serving;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer on its way to the log.
///
/// @param key the client's idempotency key with the number of the row, if it gave one
/// @param inputs JSON: numbers, texts and microseconds by name, in the order of the signature
record LoggedPrediction(
    String id,
    String model,
    int version,
    Instant at,
    @Nullable String key,
    String inputs,
    String label,
    double value,
    List<Double> probabilities) {
  LoggedPrediction {
    probabilities = List.copyOf(probabilities);
  }
}
