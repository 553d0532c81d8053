package dev.evenkeel.registry.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model that a run logged, whether or not it becomes a version of the registry.
///
/// @param id `m-` and 32 hexadecimal digits that we made
/// @param type what its client calls it; may be empty
/// @param statusMessage what went wrong; may be empty
/// @param createdMillis since 1970, as `updatedMillis`
public record LoggedModel(
    String id,
    long experimentId,
    String name,
    String type,
    Optional<String> sourceRun,
    Status status,
    String statusMessage,
    long createdMillis,
    long updatedMillis,
    Map<String, String> params,
    Map<String, String> tags,
    List<ModelMetric> metrics) {
  public LoggedModel {
    params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    metrics = List.copyOf(metrics);
  }

  /// Whether its files are there, in the order of MLflow's protocol, which counts from 1.
  public enum Status {
    PENDING,
    READY,
    UPLOAD_FAILED
  }

  /// Its files' address for a client, which the proxy of artifacts understands.
  public String artifactUri() {
    return "mlflow-artifacts:/%d/models/%s/artifacts".formatted(experimentId, id);
  }
}
