package dev.evenkeel.server;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Notices that the client of one HTTP/1.1 connection hangs up while its request is worked on.
/// Nobody reads meanwhile, so after a while a thread of its own does; what comes, the end or the
/// next request, is there for the next read.
///
/// A client that only closes its sending side counts as gone too, as it does for most proxies.
final class ClientWatch {
  /// Most answers are faster, and cost nothing then.
  static final long UNWATCHED_NANOS = 50_000_000;

  private final Supplier<byte[]> source;
  private @Nullable Thread worker;
  private long since;
  private boolean hasGone;
  private @Nullable CompletableFuture<byte[]> ahead;

  /// @param source waits for bytes, and throws when none will come
  ClientWatch(Supplier<byte[]> source) {
    this.source = source;
  }

  /// From now on this thread is interrupted when the client hangs up.
  synchronized void begin() {
    worker = Thread.currentThread();
    since = System.nanoTime();
  }

  /// The work has ended. The thread goes on with the connection, so an interrupt must not stay on
  /// it.
  ///
  /// @return whether the client has hung up meanwhile
  synchronized boolean end() {
    boolean wasWatched = worker != null;
    worker = null;
    if (wasWatched && hasGone) {
      Thread.interrupted();
    }
    return hasGone;
  }

  /// Begins to read for work that takes long. By any thread, now and then.
  synchronized void look() {
    if (worker != null && ahead == null && System.nanoTime() - since > UNWATCHED_NANOS) {
      CompletableFuture<byte[]> read = new CompletableFuture<>();
      ahead = read;
      Thread.ofVirtual().name("client-watch").start(() -> readAhead(read));
    }
  }

  private void readAhead(CompletableFuture<byte[]> read) {
    try {
      read.complete(source.get());
    } catch (RuntimeException e) {
      read.completeExceptionally(e);
      left();
    }
  }

  private synchronized void left() {
    hasGone = true;
    if (worker != null) {
      worker.interrupt();
    }
  }

  /// What the client sends next, by the connection's thread.
  byte[] read() {
    CompletableFuture<byte[]> read;
    synchronized (this) {
      read = ahead;
      ahead = null;
    }
    return read == null ? source.get() : awaited(read);
  }

  private static byte[] awaited(CompletableFuture<byte[]> read) {
    try {
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("the server ends"));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new CompletionException(e.getCause());
    }
  }
}
