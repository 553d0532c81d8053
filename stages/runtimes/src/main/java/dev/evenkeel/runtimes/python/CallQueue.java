package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Calls in their order, bounded by rows. Whoever takes gets what has gathered, and never waits for
/// more.
final class CallQueue {
  private static final int ROWS_MAX = 50_000;
  private static final int BATCH_ROWS_MAX = 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<PendingCall> calls = new ArrayDeque<>();
  private int rows;
  private boolean closed;

  void add(PendingCall call) {
    lock.lock();
    try {
      if (closed) {
        throw gone();
      }
      if (rows + call.rows().rows() > ROWS_MAX) {
        throw Problem.of(
                Problem.Kind.BUSY,
                "the model's workers are behind: %d rows wait".formatted(rows),
                "try again in a moment, or raise `runtimes.python.workers`")
            .asException(Map.of("Retry-After", "1"));
      }
      calls.addLast(call);
      rows += call.rows().rows();
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Puts calls of a failed batch before all others, to be asked by themselves.
  void again(List<PendingCall> batch) {
    lock.lock();
    try {
      for (PendingCall call : batch.reversed()) {
        if (closed) {
          call.fail(gone());
        } else {
          calls.addFirst(call.byItself());
          rows += call.rows().rows();
        }
      }
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The first call and those behind it that go with it; none when none came in time.
  List<PendingCall> take(long millis) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (calls.isEmpty() && left > 0) {
        left = filled.awaitNanos(left);
      }
      List<PendingCall> batch = new ArrayList<>();
      int gathered = 0;
      for (PendingCall next = calls.peekFirst(); next != null; next = calls.peekFirst()) {
        boolean fits = batch.isEmpty() || goes(next, batch.getFirst(), gathered);
        if (!fits) {
          break;
        }
        calls.removeFirst();
        rows -= next.rows().rows();
        // Whoever asked has given up.
        if (!next.answers().isDone()) {
          batch.add(next);
          gathered += next.rows().rows();
        }
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private static boolean goes(PendingCall next, PendingCall first, int gathered) {
    return !next.alone()
        && !first.alone()
        && gathered + next.rows().rows() <= BATCH_ROWS_MAX
        && next.rows().names().equals(first.rows().names());
  }

  /// Fails all that wait.
  void failAll(ProblemException problem) {
    lock.lock();
    try {
      calls.forEach(call -> call.fail(problem));
      calls.clear();
      rows = 0;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      failAll(gone());
    } finally {
      lock.unlock();
    }
  }

  private static ProblemException gone() {
    return Problem.of(
            Problem.Kind.ENVIRONMENT, "the model is being unloaded", "ask again in a moment")
        .asException();
  }
}
