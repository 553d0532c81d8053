package dev.evenkeel.runtimes;

import dev.evenkeel.models.ModelFile;

/// How a model will run, decided once, before it is registered.
///
/// @param file what to register: the given one, or one that holds the converted model, too
/// @param said the way and its reason, in plain words
public record Conversion(Way way, ModelFile file, String said) {
  /// The three ways.
  public enum Way {
    /// Read without Python.
    NATIVE,
    /// Exported, compared with the original and found equal.
    CONVERTED,
    /// Answered by Python workers.
    WORKER
  }
}
