package dev.evenkeel.runners;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// What an attempt left.
public sealed interface Output {
  /// A value of `outputs.json`; each number in it is finite.
  record Value(JsonNode value) implements Output {}

  /// A file or a folder under `out/`. It is there until [StepRunner#forget].
  ///
  /// @param files how many; 1 for a file
  /// @param bytes of all of them
  record Stored(Path path, int files, long bytes) implements Output {}
}
