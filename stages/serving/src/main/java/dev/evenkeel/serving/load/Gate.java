package dev.evenkeel.serving.load;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets so many calls at once into an engine, and keeps a short queue before it. What queued up
/// while it was busy shares a call where it can, so nobody waits for others to come.
///
/// The queue is bounded in rows and in time: who would wait too long is told so at once, since an
/// answer that comes too late costs as much as one that is wanted.
public final class Gate {
  private static final double FIRST_GUESS_NANOS = 1_000;
  private static final double WEIGHT = 1.0 / 16;
  private static final int FIRST_CALLS = 16;
  private static final long RETRY_SECONDS_MAX = 60;

  private final Limits limits;
  private final Executor executor;
  private final Observer observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Job<?>> queue = new ArrayDeque<>();
  private int queuedRows;
  private int running;
  private volatile double rowNanos = FIRST_GUESS_NANOS;
  // Calls of two threads may count as one.
  private volatile int learnt;

  /// @param executor runs the calls; at most as many at once as the limits say
  public Gate(Limits limits, Executor executor, Observer observer) {
    this.limits = limits;
    this.executor = executor;
    this.observer = observer;
  }

  /// Waits for a turn, and then for the answer.
  ///
  /// @param deadlineNanos by `System.nanoTime`; `Long.MAX_VALUE` for none
  /// @param ended called once when nothing of the work runs any more, perhaps after this has thrown
  /// @throws dev.evenkeel.base.ProblemException `BUSY` when too much waits, `TIMEOUT` when the
  ///   deadline passed or the thread was interrupted
  public <T> T run(Work<T> work, long deadlineNanos, Runnable ended) {
    Job<T> job = new Job<>(work, deadlineNanos, System.nanoTime(), ended);
    enter(job);
    return await(job);
  }

  /// Rows that wait.
  public int queuedRows() {
    lock.lock();
    try {
      return queuedRows;
    } finally {
      lock.unlock();
    }
  }

  /// Whether a call of so many rows ends soon enough to be made where the request is.
  public boolean isShort(int rows, long nanosMax) {
    return rows * rowNanos < nanosMax;
  }

  /// Learns from a call how long a row takes: the first few by their mean. After them a call that
  /// took much longer, since the machine did something else, counts as four times the usual at
  /// most.
  public void learn(int rows, long nanos) {
    double usual = rowNanos;
    double sample = (double) nanos / Math.max(1, rows);
    int before = learnt;
    if (before < FIRST_CALLS) {
      learnt = before + 1;
      rowNanos = Math.max(1, usual + (sample - usual) / (before + 1));
    } else {
      rowNanos = Math.max(1, usual + (Math.min(sample, 4 * usual) - usual) * WEIGHT);
    }
  }

  private void enter(Job<?> job) {
    ProblemException refusal = null;
    boolean starts = false;
    lock.lock();
    try {
      if (job.isLate(job.queuedAt)) {
        refusal = late(Observer.Refusal.DEADLINE);
      } else if (running < limits.concurrency() && queue.isEmpty()) {
        running++;
        starts = true;
      } else {
        refusal = refusal(job);
        if (refusal == null) {
          queue.add(job);
          queuedRows += job.work.rows();
        }
      }
    } finally {
      lock.unlock();
    }
    if (refusal != null) {
      job.fail(refusal);
    } else if (starts) {
      start(List.of(job));
    }
  }

  /// Too much waits already, or the answer would come after its deadline.
  private @Nullable ProblemException refusal(Job<?> job) {
    long wait = (long) (queuedRows * rowNanos / limits.concurrency());
    boolean full = queuedRows > 0 && (long) queuedRows + job.work.rows() > limits.queueRowsMax();
    // The first calls of a process take a hundred times the usual; nobody is refused by them.
    boolean knows = learnt >= FIRST_CALLS;
    if (full || (knows && (wait > limits.queueNanosMax() || job.isLate(job.queuedAt + wait)))) {
      return busy(wait);
    }
    return null;
  }

  private ProblemException busy(long waitNanos) {
    observer.refused(Observer.Refusal.QUEUE_FULL);
    long seconds =
        Math.clamp(Math.ceilDiv(waitNanos, TimeUnit.SECONDS.toNanos(1)), 1L, RETRY_SECONDS_MAX);
    return Problem.of(
            Problem.Kind.BUSY,
            "too many requests wait for this model",
            "try again in %d s".formatted(seconds))
        .asException(Map.of("Retry-After", String.valueOf(seconds)));
  }

  private ProblemException late(Observer.Refusal why) {
    observer.refused(why);
    return Problem.of(
            Problem.Kind.TIMEOUT,
            why == Observer.Refusal.CANCELLED
                ? "the request was given up"
                : "the deadline passed before the answer was there",
            "allow more time, or ask for less at once")
        .asException();
  }

  private void start(List<Job<?>> batch) {
    try {
      executor.execute(() -> call(batch));
    } catch (RuntimeException e) {
      batch.forEach(job -> job.fail(e));
      next();
    }
  }

  private void call(List<Job<?>> batch) {
    long started = System.nanoTime();
    int rows = batch.stream().mapToInt(job -> job.work.rows()).sum();
    try {
      if (batch.size() == 1) {
        batch.getFirst().run();
      } else {
        together(batch);
      }
      long took = System.nanoTime() - started;
      learn(rows, took);
      observer.called(rows);
      // Counted first: whoever has an answer finds it in the statistics.
      batch.forEach(job -> tell(job, started - job.queuedAt, took));
    } finally {
      batch.forEach(Job::settle);
      next();
    }
  }

  private void tell(Job<?> job, long queued, long took) {
    if (job.isUnwanted) {
      return;
    }
    if (job.hasFailed()) {
      observer.failed(took);
    } else {
      observer.answered(job.work.rows(), queued, took);
    }
  }

  /// A batch that fails is asked again one by one, so that only the culprit fails.
  @SuppressWarnings("unchecked")
  private static void together(List<Job<?>> batch) {
    List<Object> inputs = new ArrayList<>();
    for (Job<?> job : batch) {
      inputs.add(((Work.Joinable<Object, Object>) job.work).input());
    }
    List<Object> answers;
    try {
      answers = ((Work.Joinable<Object, Object>) batch.getFirst().work).joint().call(inputs);
      if (answers.size() != batch.size()) {
        throw new IllegalStateException(
            "Cannot split a joined call: %d asked, %d answered"
                .formatted(batch.size(), answers.size()));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(Job::run);
      return;
    }
    for (int index = 0; index < batch.size(); index++) {
      ((Job<Object>) batch.get(index)).computed(answers.get(index));
    }
  }

  /// Goes on with what waits. Through the executor again, so that other models get their turn.
  private void next() {
    List<Job<?>> late = new ArrayList<>();
    List<Job<?>> batch = new ArrayList<>();
    lock.lock();
    try {
      take(batch, late);
      if (batch.isEmpty()) {
        running--;
      }
    } finally {
      lock.unlock();
    }
    late.forEach(job -> job.fail(late(Observer.Refusal.DEADLINE)));
    if (!batch.isEmpty()) {
      start(batch);
    }
  }

  private void take(List<Job<?>> batch, List<Job<?>> late) {
    long now = System.nanoTime();
    int rows = 0;
    for (Job<?> head = queue.peek(); head != null; head = queue.peek()) {
      boolean isLate = head.isLate(now);
      if (!isLate && !batch.isEmpty()) {
        boolean fits = rows + head.work.rows() <= limits.batchRowsMax();
        if (!fits || !head.joins(batch.getFirst())) {
          return;
        }
      }
      queue.remove();
      queuedRows -= head.work.rows();
      if (isLate) {
        late.add(head);
      } else {
        batch.add(head);
        rows += head.work.rows();
      }
    }
  }

  private <T> T await(Job<T> job) {
    try {
      return job.deadlineNanos == Long.MAX_VALUE
          ? job.answer.get()
          : job.answer.get(job.deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw givenUp(job, Observer.Refusal.DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp(job, Observer.Refusal.CANCELLED);
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException failure -> failure;
        case Error error -> throw error;
        case null, default -> new IllegalStateException("Cannot compute: the work failed", e);
      };
    }
  }

  /// Takes a job out of the queue; what runs already is left to end, and nobody hears its answer.
  private ProblemException givenUp(Job<?> job, Observer.Refusal why) {
    ProblemException refusal = late(why);
    job.isUnwanted = true;
    boolean waited;
    lock.lock();
    try {
      waited = queue.remove(job);
      if (waited) {
        queuedRows -= job.work.rows();
      }
    } finally {
      lock.unlock();
    }
    if (waited) {
      job.fail(refusal);
    }
    return refusal;
  }
}
