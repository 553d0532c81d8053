package dev.evenkeel.authoring;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// What follows an attempt that failed: `Retry.times(2).backoff(Duration.ofSeconds(20)).factor(2)`.
public final class Retry {
  private final Map<String, Object> keys;

  private Retry(Map<String, Object> keys) {
    this.keys = Map.copyOf(keys);
  }

  /// So many further attempts.
  public static Retry times(int max) {
    return new Retry(Map.of("max", max));
  }

  /// How long before the first of them.
  public Retry backoff(Duration backoff) {
    return with("backoff", backoff.toString());
  }

  /// By how much that grows from one to the next.
  public Retry factor(double factor) {
    return with("factor", factor);
  }

  /// It never grows beyond.
  public Retry backoffMax(Duration most) {
    return with("backoffMax", most.toString());
  }

  /// The share of the wait, 0 to 1, by which it is shortened at random.
  public Retry jitter(double share) {
    return with("jitter", share);
  }

  private Retry with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(keys);
    more.put(key, value);
    return new Retry(more);
  }

  Map<String, Object> keys() {
    return keys;
  }
}
