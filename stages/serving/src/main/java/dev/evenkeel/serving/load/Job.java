package dev.evenkeel.serving.load;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A request's work with the time that it has.
final class Job<T> {
  final Work<T> work;
  final long deadlineNanos;
  final long queuedAt;
  final CompletableFuture<T> answer = new CompletableFuture<>();

  /// Nobody waits any more; it was counted as refused.
  volatile boolean isUnwanted;

  private final Runnable ended;

  // Of the thread that computes only.
  private @Nullable Outcome<T> outcome;

  private record Outcome<T>(@Nullable T result, @Nullable Throwable failure) {}

  /// @param ended called once when nothing of it runs any more
  Job(Work<T> work, long deadlineNanos, long queuedAt, Runnable ended) {
    this.ended = ended;
    this.work = work;
    this.deadlineNanos = deadlineNanos;
    this.queuedAt = queuedAt;
  }

  boolean isLate(long now) {
    return deadlineNanos != Long.MAX_VALUE && now - deadlineNanos >= 0;
  }

  /// Whether one call may serve both.
  boolean joins(Job<?> other) {
    return work instanceof Work.Joinable<?, ?> mine
        && other.work instanceof Work.Joinable<?, ?> its
        && mine.joint().equals(its.joint())
        && mine.form().equals(its.form());
  }

  /// Computes; whoever waits hears of it when the job is settled.
  void run() {
    try {
      outcome = new Outcome<>(work.alone(), null);
    } catch (Throwable e) {
      outcome = new Outcome<>(null, e);
    }
  }

  void computed(T result) {
    outcome = new Outcome<>(result, null);
  }

  boolean hasFailed() {
    return outcome != null && outcome.failure() != null;
  }

  /// Hands what was computed to whoever waits.
  void settle() {
    Outcome<T> known = outcome;
    if (known == null) {
      fail(new IllegalStateException("Cannot answer: nothing was computed"));
    } else if (known.failure() != null) {
      fail(known.failure());
    } else if (answer.complete(known.result())) {
      ended.run();
    }
  }

  void fail(Throwable failure) {
    if (answer.completeExceptionally(failure)) {
      ended.run();
    }
  }
}
