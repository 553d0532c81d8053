package dev.evenkeel.registry.tracking;

import java.util.OptionalLong;

/// A run without what it logged.
///
/// @param id 32 hexadecimal digits that we made
/// @param startMillis since 1970, as its client says
/// @param endMillis since 1970, as its client says; empty while it runs
public record RunInfo(
    String id,
    long experimentId,
    String name,
    String user,
    RunStatus status,
    Stage stage,
    long startMillis,
    OptionalLong endMillis) {
  /// Its artifacts' address for a client, which the proxy of artifacts understands.
  public String artifactUri() {
    return "mlflow-artifacts:/%d/%s/artifacts".formatted(experimentId, id);
  }
}
