package dev.evenkeel.authoring;

import java.nio.file.Path;
import java.util.Optional;

/// A version of a dataset.
///
/// @param reference such as `sales@7`; empty for what a step has just written
/// @param path where it lies for the step; empty where only its name is known
public record DatasetRef(String reference, Optional<Path> path) implements Stored {
  /// One that the server knows by this name.
  public static DatasetRef of(String reference) {
    return new DatasetRef(reference, Optional.empty());
  }

  /// One that a step has written.
  public static DatasetRef at(Path path) {
    return new DatasetRef("", Optional.of(path));
  }
}
