package dev.evenkeel.authoring;

import java.util.LinkedHashMap;
import java.util.Map;

/// What starts a run beside people and schedules.
public final class Trigger {
  private final Map<String, String> keys;

  private Trigger(Map<String, String> keys) {
    this.keys = keys;
  }

  /// A new version of a dataset.
  public static Trigger newVersion(String dataset) {
    return new Trigger(Map.of("dataset", dataset));
  }

  /// An alias of a model points to another version.
  public static Trigger aliasMoved(String model, String alias) {
    return two("model", model, "alias", alias);
  }

  /// Any alert of a model begins to fire.
  public static Trigger alert(String model) {
    return new Trigger(Map.of("alert", model));
  }

  /// An alert of one type, as `PERFORMANCE`.
  public static Trigger alert(String model, String type) {
    return two("alert", model, "type", type);
  }

  /// A request to the pipeline's webhook of this name.
  public static Trigger webhook(String name) {
    return new Trigger(Map.of("webhook", name));
  }

  /// A run of another pipeline has succeeded.
  public static Trigger succeeded(String pipeline) {
    return new Trigger(Map.of("pipeline", pipeline));
  }

  private static Trigger two(String key, String value, String nextKey, String nextValue) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put(key, value);
    keys.put(nextKey, nextValue);
    return new Trigger(keys);
  }

  Map<String, String> keys() {
    return keys;
  }
}
