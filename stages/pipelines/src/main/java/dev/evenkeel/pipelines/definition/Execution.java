package dev.evenkeel.pipelines.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How the attempts of a step are carried out.
///
/// @param runner where its program runs; empty: where its action says
/// @param timeout after which an attempt is stopped and fails
/// @param environment of its program
/// @param secrets names of secrets by the variable of the environment that shows them to its
///   program
public record Execution(
    Retry retry,
    Optional<Duration> timeout,
    Cache cache,
    Resources resources,
    String runner,
    String image,
    Map<String, String> environment,
    Map<String, String> secrets) {
  /// Once, without a limit of time, by the action's own way.
  public static final Execution PLAIN =
      new Execution(
          Retry.NONE,
          Optional.empty(),
          new Cache.Never(),
          Resources.ANY,
          "",
          "",
          Map.of(),
          Map.of());

  public Execution {
    environment = Collections.unmodifiableMap(new TreeMap<>(environment));
    secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
  }

  /// What follows an attempt that failed.
  ///
  /// @param max further attempts
  /// @param backoff before the first of them
  /// @param factor by which it grows from one to the next
  /// @param backoffMax it never grows beyond
  /// @param jitter share of the wait by which it is shortened at random, 0 to 1, so that steps that
  ///   failed together do not come again together
  public record Retry(
      int max, Duration backoff, double factor, Duration backoffMax, double jitter) {
    /// No further attempt.
    public static final Retry NONE =
        new Retry(0, Duration.ofSeconds(10), 2, Duration.ofMinutes(10), 0.2);

    /// The wait before a further attempt.
    ///
    /// @param failed attempts so far, from 1
    /// @param chance 0 to 1: where in the jitter it lies
    public Duration before(int failed, double chance) {
      double grown = (double) backoff.toMillis() * Math.pow(factor, failed - 1);
      double bounded = Math.min(grown, (double) backoffMax.toMillis());
      return Duration.ofMillis(Math.round(bounded * (1 - jitter * chance)));
    }
  }

  /// Whether an earlier answer to the same question may stand for a new one.
  public sealed interface Cache {
    /// Every run works anew.
    record Never() implements Cache {}

    /// While code, inputs, settings and environment are equal.
    record Content() implements Cache {}

    /// The same, as long as the answer is not older.
    record For(Duration age) implements Cache {}
  }

  /// What a program needs; 0 where it does not say.
  ///
  /// @param cpu in cores
  /// @param memoryBytes at most
  public record Resources(double cpu, long memoryBytes, int gpu) {
    /// Nothing in particular.
    public static final Resources ANY = new Resources(0, 0, 0);
  }
}
