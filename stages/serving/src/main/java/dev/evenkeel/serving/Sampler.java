package dev.evenkeel.serving;

import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Chooses the rows of one model whose features are kept: a token bucket, then a random share. Goes
/// by machine time.
final class Sampler {
  private static final long BURST_NANOS = 10_000_000_000L;

  private final double share;
  private final long nanosPerRow;

  // When the bucket will be full again; a row moves it by its own time.
  private final AtomicLong full;

  Sampler(Sampling sampling, long nanoTime) {
    share = sampling.share();
    nanosPerRow =
        sampling.rowsPerSecond() == 0 ? 0 : Math.max(1, 1_000_000_000L / sampling.rowsPerSecond());
    full = new AtomicLong(nanoTime);
  }

  /// The chosen ones of so many rows.
  BitSet choose(int rows, long nanoTime) {
    BitSet chosen = new BitSet();
    int taken = take(rows, nanoTime);
    chosen.set(0, taken);
    if (share > 0 && taken < rows) {
      RandomGenerator random = ThreadLocalRandom.current();
      for (int row = taken; row < rows; row++) {
        if (random.nextDouble() < share) {
          chosen.set(row);
        }
      }
    }
    return chosen;
  }

  private int take(int rows, long nanoTime) {
    if (nanosPerRow == 0) {
      return 0;
    }
    while (true) {
      long before = full.get();
      long from = before - nanoTime < 0 ? nanoTime : before;
      long room = (nanoTime + BURST_NANOS - from) / nanosPerRow;
      int taken = Math.clamp(room, 0, rows);
      if (taken == 0 || full.compareAndSet(before, from + taken * nanosPerRow)) {
        return taken;
      }
    }
  }
}
