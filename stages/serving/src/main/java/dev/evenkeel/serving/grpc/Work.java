package dev.evenkeel.serving.grpc;

import org.jspecify.annotations.Nullable;

/// The thread that works on a call, so that the end of the call can interrupt it.
final class Work {
  private @Nullable Thread worker;
  private boolean cancelled;

  /// Runs it, unless nobody wants it any more.
  void run(Runnable task) {
    synchronized (this) {
      if (cancelled) {
        return;
      }
      worker = Thread.currentThread();
    }
    try {
      task.run();
    } finally {
      end();
    }
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
