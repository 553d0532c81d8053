package dev.evenkeel.registry.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A group of runs that belong together.
///
/// @param id counts from 1; 0 is `Default`, which every registry has
/// @param name unlike that of any other, deleted ones too
/// @param label where its client wanted artifacts, which is only told back; may be empty
/// @param createdMillis since 1970, as `updatedMillis`
/// @param tags by key
public record Experiment(
    long id,
    String name,
    String label,
    Stage stage,
    long createdMillis,
    long updatedMillis,
    Map<String, String> tags) {
  public Experiment {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }

  /// Its artifacts' address for a client: the label, if there is one, or ours.
  public String artifactLocation() {
    return label.isEmpty() ? "mlflow-artifacts:/" + id : label;
  }
}
