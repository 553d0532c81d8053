package dev.evenkeel.data;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One writer for each dataset; writers of different ones do not wait for each other.
final class Locks {
  private final ConcurrentHashMap<String, Counted> held = new ConcurrentHashMap<>();

  /// How many threads hold or await it; only changed within the map.
  private static final class Counted {
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
  }

  <T> T locked(String dataset, Supplier<T> work) {
    Counted counted =
        held.compute(
            dataset,
            (_, there) -> {
              Counted mine = there == null ? new Counted() : there;
              mine.users++;
              return mine;
            });
    counted.lock.lock();
    try {
      return work.get();
    } finally {
      counted.lock.unlock();
      held.computeIfPresent(dataset, (_, mine) -> --mine.users == 0 ? null : mine);
    }
  }
}
