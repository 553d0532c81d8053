package dev.evenkeel.serving.load;

import java.util.concurrent.CompletableFuture;

/// A request's work with the time that it has.
final class Job<T> {
  final Work<T> work;
  final long deadlineNanos;
  final long queuedAt;
  final CompletableFuture<T> answer = new CompletableFuture<>();

  /// Nobody waits any more; it was counted as refused.
  volatile boolean isUnwanted;

  private final Runnable ended;

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

  void run() {
    try {
      complete(work.alone());
    } catch (Throwable e) {
      fail(e);
    }
  }

  void complete(T result) {
    if (answer.complete(result)) {
      ended.run();
    }
  }

  void fail(Throwable failure) {
    if (answer.completeExceptionally(failure)) {
      ended.run();
    }
  }
}
