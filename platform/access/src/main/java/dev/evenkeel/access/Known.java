package dev.evenkeel.access;

import dev.evenkeel.base.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Whom a token or a session stood for a moment ago, so that predictions ask no database. A change
/// on this node counts at once, one on another node within three seconds.
final class Known {
  private static final Duration FRESH = Duration.ofSeconds(3);
  private static final int SIZE_MAX = 10_000;

  private final Clock clock;
  private final ConcurrentHashMap<String, Entry> byHash = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  Known(Clock clock) {
    this.clock = clock;
  }

  private record Entry(Identified who, Instant until) {}

  /// @param expires after which it must not be answered any more
  record Found(Identified who, Instant expires) {}

  /// Only who was found is kept: guesses would push out everybody else.
  Optional<Identified> find(String hash, Supplier<Optional<Found>> lookup) {
    Instant now = clock.now();
    Entry kept = byHash.get(hash);
    if (kept != null && now.isBefore(kept.until())) {
      return Optional.of(kept.who());
    }
    long before = changes.get();
    Optional<Found> found = lookup.get();
    found.ifPresent(each -> keep(hash, each, now, before));
    if (found.isEmpty()) {
      byHash.remove(hash);
    }
    return found.map(Found::who);
  }

  private void keep(String hash, Found found, Instant now, long before) {
    if (byHash.size() >= SIZE_MAX) {
      byHash.clear();
    }
    Instant fresh = now.plus(FRESH);
    Instant until = found.expires().isBefore(fresh) ? found.expires() : fresh;
    byHash.put(hash, new Entry(found.who(), until));
    // What was read before a change must not outlive it.
    if (changes.get() != before) {
      byHash.remove(hash);
    }
  }

  /// Something changed.
  void forget() {
    changes.incrementAndGet();
    byHash.clear();
  }
}
