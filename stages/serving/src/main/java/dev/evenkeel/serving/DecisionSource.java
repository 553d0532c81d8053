package dev.evenkeel.serving;

import java.time.Instant;
import java.util.Optional;

/// Why a version came to answer, where something decided it; `server` connects it with who decides.
@FunctionalInterface
public interface DecisionSource {
  /// The decision behind a move of `champion`, as a value that JSON can write; empty when nobody
  /// but a person decided.
  ///
  /// @param at when the alias moved
  Optional<Object> behind(String model, int version, Instant at);
}
