package dev.evenkeel.registry.tracking;

import java.util.List;

/// What a run logs at once: all of it is kept, or nothing; values of parameters and tags as far as
/// they are not too long.
public record Batch(List<Measurement> metrics, List<KeyValue> params, List<KeyValue> tags) {
  public Batch {
    metrics = List.copyOf(metrics);
    params = KeyValue.cut(params, Limits.PARAM_VALUE);
    tags = KeyValue.cut(tags, Limits.TAG_VALUE);
  }
}
