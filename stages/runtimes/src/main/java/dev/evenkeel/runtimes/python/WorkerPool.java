package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.processes.Launch;
import dev.evenkeel.processes.Workplace;
import dev.evenkeel.runtimes.python.WorkerFailure.Why;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The workers of one model: each takes what waits as one batch. A worker that dies is replaced,
/// later each time it dies again.
final class WorkerPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);
  private static final int FAILURES_MAX = 5;
  private static final long STEADY_NANOS = Duration.ofSeconds(30).toNanos();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final long IDLE_MILLIS = 500;
  private static final int CALL_ROWS_MAX = 8192;

  /// What workers are started with.
  ///
  /// @param load the time that loading the model may take
  /// @param call the time that one batch may take
  record Plan(
      Workplace workplace,
      Launch launch,
      Map<String, Object> hello,
      Optional<Frame> example,
      Duration load,
      Duration call) {}

  private final Plan plan;
  private final String where;
  private final Introduction introduction;
  private final CallQueue queue = new CallQueue();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private volatile long readySince = System.nanoTime();
  private volatile long residentBytes;
  private volatile String lastFailure = "";
  private volatile boolean closed;

  /// Starts the first worker and waits for it; the others follow.
  ///
  /// @param where the model's name in messages
  static WorkerPool start(Plan plan, int workers, String where) {
    try {
      Worker.Started first = started(plan);
      WorkerPool pool = new WorkerPool(plan, where, first.introduction());
      for (int index = 0; index < workers; index++) {
        Worker given = index == 0 ? first.worker() : null;
        pool.threads.add(
            Thread.ofPlatform().daemon().name("worker of " + where).start(() -> pool.run(given)));
      }
      return pool;
    } catch (WorkerFailure e) {
      throw new Problem(
              e.why() == Why.TIME ? Problem.Kind.TIMEOUT : Problem.Kind.INPUT,
              "the model does not run in Python: " + e.getMessage(),
              where,
              "a model that loads and answers its own input example",
              "load it in a fresh environment made of its requirements.txt")
          .asException(e);
    }
  }

  private WorkerPool(Plan plan, String where, Introduction introduction) {
    this.plan = plan;
    this.where = where;
    this.introduction = introduction;
  }

  private static Worker.Started started(Plan plan) throws WorkerFailure {
    Worker.Started started = Worker.start(plan.workplace, plan.launch, plan.hello, plan.load);
    if (plan.example.isPresent()) {
      try {
        started.worker().predict(plan.example.get(), started.introduction().outputs(), plan.load);
      } catch (WorkerFailure | RuntimeException e) {
        started.worker().close();
        throw e;
      }
    }
    return started;
  }

  Introduction introduction() {
    return introduction;
  }

  /// Computes rows; waits its turn.
  double[] predict(Frame rows) {
    if (rows.rows() <= CALL_ROWS_MAX) {
      return ask(rows);
    }
    int outputs = introduction.outputs();
    double[] all = new double[Math.multiplyExact(rows.rows(), outputs)];
    for (int from = 0; from < rows.rows(); from += CALL_ROWS_MAX) {
      int[] positions = new int[Math.min(CALL_ROWS_MAX, rows.rows() - from)];
      int first = from;
      Arrays.setAll(positions, index -> first + index);
      double[] some = ask(rows.select(positions));
      System.arraycopy(some, 0, all, from * outputs, some.length);
    }
    return all;
  }

  private double[] ask(Frame rows) {
    if (ready.get() == 0 && failures.get() >= FAILURES_MAX) {
      throw dead();
    }
    PendingCall call = new PendingCall(rows, false, new CompletableFuture<>());
    queue.add(call);
    try {
      // Its own time, and that of a batch before it which failed.
      return call.answers().get(2 * plan.call.toMillis() + IDLE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem.problem().asException(problem);
      }
      throw new IllegalStateException("Cannot ask a worker", e);
    } catch (TimeoutException e) {
      call.answers().cancel(false);
      throw tooLong(e);
    } catch (InterruptedException e) {
      call.answers().cancel(false);
      Thread.currentThread().interrupt();
      throw Problem.of(Problem.Kind.ENVIRONMENT, "the call was stopped", "ask again")
          .asException(e);
    }
  }

  private void run(@Nullable Worker given) {
    @Nullable Worker next = given;
    while (!closed) {
      try (Worker worker = next != null ? next : started(plan).worker()) {
        next = null;
        serve(worker);
      } catch (WorkerFailure e) {
        failed(e);
        pause();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("A worker of {} cannot be run", where, e);
        failed(new WorkerFailure(Why.DIED, "it could not be started"));
        pause();
      }
    }
  }

  /// Serves until the worker dies.
  private void serve(Worker worker) throws WorkerFailure, InterruptedException {
    ready.incrementAndGet();
    readySince = System.nanoTime();
    residentBytes = worker.residentBytes();
    try {
      while (!closed) {
        List<PendingCall> batch = queue.take(IDLE_MILLIS);
        if (!batch.isEmpty()) {
          answer(worker, batch);
          failures.set(0);
        } else if (!worker.isAlive()) {
          throw new WorkerFailure(Why.DIED, "its process ended by itself");
        }
      }
    } finally {
      ready.decrementAndGet();
    }
  }

  private void answer(Worker worker, List<PendingCall> batch) throws WorkerFailure {
    try {
      int outputs = introduction.outputs();
      Frame rows = Frames.joined(batch.stream().map(PendingCall::rows).toList());
      double[] answers = worker.predict(rows, outputs, plan.call);
      int at = 0;
      for (PendingCall call : batch) {
        int length = call.rows().rows() * outputs;
        call.answers().complete(Arrays.copyOfRange(answers, at, at + length));
        at += length;
      }
    } catch (WorkerFailure e) {
      blame(batch, e);
      if (e.why() != Why.REFUSED) {
        throw e;
      }
    } catch (RuntimeException e) {
      batch.forEach(call -> call.answers().completeExceptionally(e));
      throw e;
    }
  }

  /// One row must not fail those that only waited beside it.
  private void blame(List<PendingCall> batch, WorkerFailure e) {
    if (batch.size() > 1) {
      queue.again(batch);
    } else {
      batch.getFirst().fail(problem(e));
    }
  }

  private ProblemException problem(WorkerFailure e) {
    return switch (e.why()) {
      case REFUSED ->
          new Problem(
                  Problem.Kind.INPUT,
                  "the model refuses the rows: " + withoutPaths(e),
                  "",
                  "",
                  "send rows like those that it was trained with")
              .asException();
      case TIME -> tooLong(e);
      case DIED ->
          Problem.of(
                  Problem.Kind.ENVIRONMENT,
                  "the model's worker failed: " + withoutPaths(e),
                  "ask again; the log of the server says more")
              .asException();
    };
  }

  private static String withoutPaths(WorkerFailure e) {
    String said =
        String.valueOf(e.getMessage()).replaceAll("(?<![\\w.])/[\\w.@+-]+(/[\\w.@+-]*)+", "…");
    return said.length() <= 500 ? said : said.substring(0, 500) + "…";
  }

  private ProblemException tooLong(Exception e) {
    return Problem.of(
            Problem.Kind.TIMEOUT,
            "the model did not answer within %d ms".formatted(plan.call.toMillis()),
            "send fewer rows, or raise `runtimes.python.timeout`")
        .asException(e);
  }

  private ProblemException dead() {
    return Problem.of(
            Problem.Kind.NOT_SERVING,
            "the model's workers fail again and again: " + Names.abbreviate(lastFailure),
            "the log of the server says more; promote another version")
        .asException();
  }

  private void failed(WorkerFailure e) {
    if (closed) {
      return;
    }
    lastFailure = withoutPaths(e);
    int count = failures.incrementAndGet();
    LOG.warn("A worker of {} failed ({} in a row): {}", where, count, e.getMessage());
    if (count >= FAILURES_MAX && ready.get() == 0) {
      queue.failAll(dead());
    }
  }

  private void pause() {
    int doublings = Math.min(10, Math.max(0, failures.get() - 1));
    Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
    try {
      Thread.sleep(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// False when workers failed again and again, and none has held out since.
  boolean isAlive() {
    return failures.get() < FAILURES_MAX
        || (ready.get() > 0 && System.nanoTime() - readySince > STEADY_NANOS);
  }

  long residentBytes() {
    return residentBytes;
  }

  @Override
  public void close() {
    closed = true;
    queue.close();
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
