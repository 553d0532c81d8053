package dev.evenkeel.server;

import dev.evenkeel.base.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The memory that all requests under way may take together for what their clients send. Who needs
/// more than is left waits a moment, and is then told to come back. Small bodies are not counted:
/// the number of connections bounds them.
final class BodyBudget {
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int SMALL_BYTES = 64 << 10;
  private static final int UNIT_BYTES = 1 << 10;

  private final int units;
  private final Semaphore free;
  private final LongAdder refused = new LongAdder();

  BodyBudget(long bytesMax) {
    units = (int) Math.clamp(bytesMax / UNIT_BYTES, 1L, Integer.MAX_VALUE);
    free = new Semaphore(units);
  }

  /// Of one request, which holds nothing yet.
  Held open() {
    return new Held();
  }

  long usedBytes() {
    return (long) (units - free.availablePermits()) * UNIT_BYTES;
  }

  /// Requests that were told to come back.
  long refused() {
    return refused.sum();
  }

  private void take(int more) {
    try {
      if (free.tryAcquire(more, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refused.increment();
    throw Problem.of(
            Problem.Kind.BUSY,
            "the bodies of all requests take too much memory",
            "try again in a moment, or send less at once")
        .asException(Map.of("Retry-After", String.valueOf(PATIENCE.toSeconds())));
  }

  /// What one request holds, until it is closed. It grows by one thread; any may close it.
  final class Held implements AutoCloseable {
    private long bytes;
    private int held;
    private boolean isClosed;

    /// Takes more. A request that needs more than there is has all of it, and so is alone.
    ///
    /// @throws dev.evenkeel.base.ProblemException of kind `BUSY`
    void grow(long more) {
      bytes += more;
      int needed =
          bytes <= SMALL_BYTES ? 0 : (int) Math.min(units, Math.ceilDiv(bytes, UNIT_BYTES));
      int missing = needed - held;
      if (missing > 0) {
        take(missing);
        keep(missing);
      }
    }

    private synchronized void keep(int taken) {
      if (isClosed) {
        free.release(taken);
      } else {
        held += taken;
      }
    }

    /// Gives back what was taken so far.
    synchronized void clear() {
      free.release(held);
      held = 0;
      bytes = 0;
    }

    synchronized boolean isClosed() {
      return isClosed;
    }

    @Override
    public synchronized void close() {
      isClosed = true;
      clear();
    }
  }
}
