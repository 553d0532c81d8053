package dev.evenkeel.registry.tracking;

import java.util.List;
import java.util.OptionalLong;

/// A run that is to begin.
///
/// @param name may be empty: the tag `mlflow.runName` names it then, or we do
/// @param user who runs it, as its client says; may be empty
/// @param startMillis since 1970; the present time without it
public record NewRun(
    long experimentId, String name, String user, OptionalLong startMillis, List<KeyValue> tags) {
  public NewRun {
    tags = KeyValue.cut(tags, Limits.TAG_VALUE);
  }
}
