package dev.evenkeel.registry;

import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import java.util.Optional;

/// Where a version comes from, found out.
sealed interface VersionSource {
  /// Files of a run or of a logged model.
  ///
  /// @param runId that made them
  record Files(
      ArtifactOwner owner, ArtifactPath folder, Optional<String> runId, Optional<String> modelId)
      implements VersionSource {
    /// Where clients find them.
    String storage() {
      return folder.isRoot() ? owner.uri() : owner.uri() + "/" + folder.text();
    }
  }

  /// Another version, of which this is a copy.
  record Version(String model, int number) implements VersionSource {}

  /// A prompt: it is all in its tags.
  record Prompt() implements VersionSource {}
}
