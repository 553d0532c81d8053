package dev.evenkeel.authoring;

import java.nio.file.Path;
import java.util.Optional;

/// A version of a model.
///
/// @param reference such as `home-sales@7`; empty for what a step has just written
/// @param path where it lies for the step; empty where only its name is known
public record ModelRef(String reference, Optional<Path> path) implements Stored {
  /// One that the server knows by this name.
  public static ModelRef of(String reference) {
    return new ModelRef(reference, Optional.empty());
  }

  /// One that a step has written.
  public static ModelRef at(Path path) {
    return new ModelRef("", Optional.of(path));
  }
}
