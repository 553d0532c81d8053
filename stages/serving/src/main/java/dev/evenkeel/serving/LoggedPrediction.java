package dev.evenkeel.serving;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer on its way to the log.
///
/// @param key the client's idempotency key, if it gave one
/// @param inputs as numbers, texts and microseconds
record LoggedPrediction(
    String id,
    String model,
    int version,
    Instant at,
    @Nullable String key,
    Map<String, @Nullable Object> inputs,
    String label,
    double value,
    List<Double> probabilities) {}
