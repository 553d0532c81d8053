package dev.evenkeel.serving.load;

/// Hears what became of work. Called by many threads, and must not block.
public interface Observer {
  /// Why work was not done.
  enum Refusal {
    QUEUE_FULL,
    DEADLINE,
    CANCELLED
  }

  /// One request was answered.
  void answered(int rows, long queuedNanos, long computedNanos);

  /// One request failed.
  void failed(long computedNanos);

  /// One call of the engine has ended.
  void called(int rows);

  /// One request was given up before it began, or while nobody waited any more.
  void refused(Refusal reason);
}
