package dev.evenkeel.data;

import java.util.HashMap;
import java.util.Map;

/// Who outside of this room needs versions of a dataset: models that were trained on them, runs
/// that read them. What is referred to is neither cleaned nor deleted.
@FunctionalInterface
public interface References {
  /// Nobody needs anything.
  References NONE = _ -> Map.of();

  /// By a version's number, one that needs it, in words: `model home-sales@7`.
  Map<Integer, String> of(String dataset);

  /// These and those of another.
  default References and(References other) {
    return dataset -> {
      Map<Integer, String> all = new HashMap<>(other.of(dataset));
      all.putAll(of(dataset));
      return all;
    };
  }
}
