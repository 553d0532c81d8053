package dev.evenkeel.registry.tracking;

import java.util.List;
import java.util.Optional;

/// A logged model whose files are to follow.
///
/// @param name empty text is refused; without one we make a name
/// @param type what its client calls it; may be empty
public record NewModel(
    long experimentId,
    Optional<String> name,
    String type,
    Optional<String> sourceRun,
    List<KeyValue> params,
    List<KeyValue> tags) {
  public NewModel {
    params = KeyValue.cut(params, Limits.PARAM_VALUE);
    tags = KeyValue.cut(tags, Limits.TAG_VALUE);
  }
}
