package dev.evenkeel.scoring;

import dev.evenkeel.tables.RowBlock;
import dev.evenkeel.tables.TableReader;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Blocks on their way: one thread reads, several score, and they come out in the order in which
/// they stand in the file. At most a window of them is in memory.
///
/// @param <T> what a block becomes
final class ScoredBlocks<T> implements AutoCloseable {
  private final TableReader reader;
  private final Function<RowBlock, T> scoring;
  private final BlockingQueue<Future<Optional<T>>> window;
  private final ExecutorService pool;
  private final Thread reading;
  private volatile boolean closed;
  private boolean ended;

  /// @param scoring called by several threads at once
  ScoredBlocks(TableReader reader, Function<RowBlock, T> scoring, int threads) {
    this.reader = reader;
    this.scoring = scoring;
    window = new ArrayBlockingQueue<>(threads + 1);
    pool = Executors.newFixedThreadPool(threads, Thread.ofPlatform().name("score-", 0).factory());
    reading = Thread.ofPlatform().name("score-reader").start(this::read);
  }

  private void read() {
    try {
      try {
        Optional<RowBlock> next = reader.next();
        while (next.isPresent() && !closed) {
          RowBlock block = next.get();
          window.put(pool.submit(() -> Optional.of(scoring.apply(block))));
          next = reader.next();
        }
        window.put(CompletableFuture.completedFuture(Optional.empty()));
      } catch (RuntimeException | Error e) {
        window.put(CompletableFuture.failedFuture(e));
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for the rest.
      Thread.currentThread().interrupt();
    }
  }

  /// The next block; empty at the end.
  Optional<T> next() {
    if (ended) {
      return Optional.empty();
    }
    ended = true;
    try {
      Optional<T> next = window.take().get();
      ended = next.isEmpty();
      return next;
    } catch (ExecutionException e) {
      throw rethrown(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot score on: interrupted", e);
    }
  }

  private static RuntimeException rethrown(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      case null, default -> new IllegalStateException("Cannot score a block", e);
    };
  }

  /// Ends what is under way; the reader may be closed afterwards.
  @Override
  public void close() {
    closed = true;
    reading.interrupt();
    pool.shutdownNow();
    boolean interrupted = false;
    while (reading.isAlive()) {
      try {
        reading.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    pool.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
