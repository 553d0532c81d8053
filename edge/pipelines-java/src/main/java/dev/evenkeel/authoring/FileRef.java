package dev.evenkeel.authoring;

import java.nio.file.Path;
import java.util.Optional;

/// A file or a folder.
///
/// @param reference such as `sha256:…`; empty for what a step has just written
/// @param path where it lies for the step; empty where only its name is known
public record FileRef(String reference, Optional<Path> path) implements Stored {
  /// One that the server knows by this name.
  public static FileRef of(String reference) {
    return new FileRef(reference, Optional.empty());
  }

  /// One that a step has written.
  public static FileRef at(Path path) {
    return new FileRef("", Optional.of(path));
  }
}
