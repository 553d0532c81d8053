package dev.evenkeel.serving;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What a version did since it was loaded. Safe for many threads at once.
public final class VersionStatistics {
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder called = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder rows = new LongAdder();
  private final LongAdder queueNanos = new LongAdder();
  private final LongAdder computeNanos = new LongAdder();
  private final LongAdder failedNanos = new LongAdder();
  private final AtomicLong lastMillis = new AtomicLong();

  /// What was counted so far.
  ///
  /// @param requests that succeeded
  /// @param executions calls of the engine; fewer than requests where calls are joined
  /// @param rows of requests that succeeded
  /// @param lastMillis of the last call, since 1970; 0 for none
  public record Counted(
      long requests,
      long executions,
      long failures,
      long rows,
      long queueNanos,
      long computeNanos,
      long failedNanos,
      long lastMillis) {}

  void called() {
    called.increment();
  }

  void succeeded(int rowsOfIt, long queued, long computed) {
    succeeded.increment();
    rows.add(rowsOfIt);
    queueNanos.add(queued);
    computeNanos.add(computed);
    lastMillis.lazySet(System.currentTimeMillis());
  }

  void failed(long nanos) {
    failed.increment();
    failedNanos.add(nanos);
  }

  /// Everything at once, for the page of statistics.
  public Counted counted() {
    return new Counted(
        succeeded.sum(),
        called.sum(),
        failed.sum(),
        rows.sum(),
        queueNanos.sum(),
        computeNanos.sum(),
        failedNanos.sum(),
        lastMillis.get());
  }
}
