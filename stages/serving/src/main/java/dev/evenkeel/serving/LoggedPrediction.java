package dev.evenkeel.serving;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One answer as the log keeps it.
///
/// @param key the client's idempotency key with the number of the row, if it gave one
/// @param inputs JSON: numbers, texts and microseconds by name, in the order of the signature; null
///   when its features were not sampled
/// @param protocol by which it was asked; empty when nobody noted it
/// @param alias that led to the version; empty when it was asked by its number
/// @param micros from request to answer; -1 when nobody measured it
record LoggedPrediction(
    String id,
    String model,
    int version,
    Instant at,
    @Nullable String key,
    @Nullable String inputs,
    String label,
    double value,
    List<Double> probabilities,
    String protocol,
    String alias,
    long micros) {
  LoggedPrediction {
    probabilities = List.copyOf(probabilities);
  }

  LoggedPrediction(
      String id,
      String model,
      int version,
      Instant at,
      @Nullable String key,
      @Nullable String inputs,
      String label,
      double value,
      List<Double> probabilities) {
    this(id, model, version, at, key, inputs, label, value, probabilities, "", "", -1);
  }
}
