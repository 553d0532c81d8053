package dev.evenkeel.access;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets whoever guesses passwords wait longer and longer. Each attempt counts as failed from its
/// start, so that many at once gain nothing.
final class Throttle {
  private static final Duration WAIT_FIRST = Duration.ofSeconds(2);
  private static final Duration WAIT_MAX = Duration.ofMinutes(15);
  private static final Duration FORGET = Duration.ofHours(1);
  private static final int KEYS_MAX = 20_000;
  private static final int DOUBLINGS_MAX = 12;

  private final Clock clock;
  private final FailedSignIns shared;

  /// Whose last attempt is the oldest is forgotten first.
  private final Map<String, Attempts> byKey =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
          return size() > KEYS_MAX;
        }
      };

  /// @param shared what other nodes know, and what was known before a restart
  Throttle(Clock clock, FailedSignIns shared) {
    this.clock = clock;
    this.shared = shared;
  }

  /// How often something failed.
  record Attempts(int failed, Instant last, Instant blockedUntil) {
    static final Attempts NONE = new Attempts(0, Instant.EPOCH, Instant.EPOCH);
  }

  /// What may fail how often before somebody waits.
  record Limit(String key, int free) {}

  /// Counts an attempt.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `BUSY` while somebody has to wait
  void enter(List<Limit> limits) {
    Map<String, Attempts> known = shared.find(limits.stream().map(Limit::key).toList());
    enter(limits, known);
  }

  private synchronized void enter(List<Limit> limits, Map<String, Attempts> known) {
    Instant now = clock.now();
    known.forEach((key, theirs) ->
        byKey.merge(key, theirs, (mine, other) -> other.failed() > mine.failed() ? other : mine));
    for (Limit limit : limits) {
      Attempts attempts = byKey.get(limit.key());
      if (attempts != null && now.isBefore(attempts.blockedUntil())) {
        throw wait(Duration.between(now, attempts.blockedUntil()));
      }
    }
    limits.forEach(limit -> count(limit, now));
  }

  private void count(Limit limit, Instant now) {
    Attempts before = byKey.get(limit.key());
    boolean isFresh = before == null || before.last().plus(FORGET).isBefore(now);
    int failed = before == null || isFresh ? 1 : before.failed() + 1;
    int doublings = Math.min(failed - limit.free(), DOUBLINGS_MAX);
    Duration wait = doublings < 0 ? Duration.ZERO : WAIT_FIRST.multipliedBy(1L << doublings);
    Instant until = now.plus(wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait);
    byKey.put(limit.key(), new Attempts(failed, now, until));
  }

  /// The attempt failed: other nodes hear of it.
  void failed(List<Limit> limits) {
    Map<String, Attempts> failed = new LinkedHashMap<>();
    synchronized (this) {
      limits.forEach(
          limit -> failed.put(limit.key(), byKey.getOrDefault(limit.key(), Attempts.NONE)));
    }
    shared.keep(failed, clock.now().minus(FORGET));
  }

  /// The attempt succeeded: forgets all of them.
  void forgive(String key) {
    Attempts before;
    synchronized (this) {
      before = byKey.getOrDefault(key, Attempts.NONE);
      byKey.remove(key);
    }
    // The attempt itself counts as one; only more than that was told to others.
    if (before.failed() > 1) {
      shared.forget(key);
    }
  }

  /// The attempt succeeded: takes back this one only, or whoever has an account could guess
  /// others'.
  synchronized void takeBack(String key) {
    byKey.computeIfPresent(
        key,
        (_, attempts) ->
            attempts.failed() <= 1
                ? null
                : new Attempts(attempts.failed() - 1, attempts.last(), Instant.EPOCH));
  }

  private static RuntimeException wait(Duration left) {
    long seconds = left.plusMillis(999).toSeconds();
    return Problem.of(
            Problem.Kind.BUSY, "too many sign-ins failed", "try again in %d s".formatted(seconds))
        .asException(Map.of("Retry-After", String.valueOf(seconds)));
  }
}
