package dev.evenkeel.pipelines;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes whoever waits for something to happen to a run.
final class Commits {
  private static final long POLL_NANOS = Duration.ofMillis(500).toNanos();

  private final AtomicLong count = new AtomicLong();
  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition told = waiting.newCondition();

  /// How many there were.
  long count() {
    return count.get();
  }

  /// Says that there was one.
  void tell() {
    waiting.lock();
    try {
      count.incrementAndGet();
      told.signalAll();
    } finally {
      waiting.unlock();
    }
  }

  /// Waits for one after those that were seen. Another node may commit, too, so this waits for a
  /// notice but never only for it.
  void await(long seen, long nanosMax) {
    waiting.lock();
    try {
      long left = Math.min(nanosMax, POLL_NANOS);
      while (count.get() == seen && left > 0) {
        left = told.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for a pipeline run: interrupted", e);
    } finally {
      waiting.unlock();
    }
  }
}
