package dev.evenkeel.registry;

import java.util.Map;
import java.util.Optional;

/// Files that a client asks to be registered as a version; see [RegisteredVersion] for the parts.
public record NewRegisteredVersion(
    String model,
    String source,
    Optional<String> runId,
    String runLink,
    Optional<String> loggedModelId,
    String note,
    Map<String, String> tags) {
  public NewRegisteredVersion {
    tags = Map.copyOf(tags);
  }
}
