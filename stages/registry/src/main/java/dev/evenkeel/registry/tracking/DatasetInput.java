package dev.evenkeel.registry.tracking;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A dataset that a run took in.
///
/// @param tags what it took it for; `mlflow.data.context` is one
public record DatasetInput(Dataset dataset, Map<String, String> tags) {
  public DatasetInput {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
  }
}
