package dev.evenkeel.authoring;

import java.nio.file.Path;
import java.util.Optional;

/// What is too large to be a value: a dataset, a model, a file.
public sealed interface Stored permits DatasetRef, ModelRef, FileRef {
  /// How the server names it; empty for what a step has just written.
  String reference();

  /// Where it lies for the step; empty where only its name is known.
  Optional<Path> path();
}
