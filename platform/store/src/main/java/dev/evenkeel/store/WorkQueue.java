package dev.evenkeel.store;

import java.time.Instant;

/// Carries work between threads and nodes, at least once: what was taken by a worker that died
/// comes again, so handlers fence what they commit.
public interface WorkQueue extends AutoCloseable {
  /// Does one piece of work. It records its own failures; what it throws only makes the work come
  /// again.
  @FunctionalInterface
  interface Handler {
    /// Called with one id, as it was enqueued.
    void handle(String id);
  }

  /// Names who does a kind of work; before [#start] only.
  void register(String kind, Handler handler);

  /// Puts work into the queue, together with the thread's transaction if there is one. The same
  /// kind and id again, while it waits, is a no-op.
  void enqueue(String kind, String id);

  /// Puts work into the queue that is not to begin before a time of this machine: a timer. The same
  /// kind and id again, while it waits, is a no-op and leaves the first time.
  void enqueueAt(String kind, String id, Instant due);

  /// The same, for work that goes before other work that waits, or after it.
  ///
  /// @param urgency higher first; -1,000 to 1,000, and 0 for most work
  default void enqueueAt(String kind, String id, Instant due, int urgency) {
    enqueueAt(kind, id, due);
  }

  /// Begins to hand out work.
  void start();

  /// Stops handing out work and waits a moment for what is under way.
  @Override
  void close();
}
