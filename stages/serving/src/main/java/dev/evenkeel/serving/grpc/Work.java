package dev.evenkeel.serving.grpc;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The thread that works on a call, so that the end of the call can interrupt it. Only while it
/// works: an interrupt while it sends would close the connection, and with it other calls.
final class Work {
  private @Nullable Thread worker;
  private boolean cancelled;

  /// Runs it, unless nobody wants it any more.
  ///
  /// @return what it makes; empty when nobody wants it
  <T> Optional<T> run(Supplier<T> task) {
    synchronized (this) {
      if (cancelled) {
        return Optional.empty();
      }
      worker = Thread.currentThread();
    }
    T made;
    try {
      made = task.get();
    } finally {
      end();
    }
    return isCancelled() ? Optional.empty() : Optional.of(made);
  }

  /// Tells whether the client has gone.
  synchronized boolean isCancelled() {
    return cancelled;
  }

  /// The thread goes back to others, so an interrupt must not stay on it.
  private synchronized void end() {
    worker = null;
    if (cancelled) {
      Thread.interrupted();
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (worker != null) {
      worker.interrupt();
    }
  }
}
