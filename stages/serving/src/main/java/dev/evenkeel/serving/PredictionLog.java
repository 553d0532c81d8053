package dev.evenkeel.serving;

import dev.evenkeel.store.Database;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what was answered, off the path of the request: one writer commits what has come in
/// meanwhile. Id, time, version and output of every answer are kept, features of a sample; a
/// request with an idempotency key is kept with its features, since a repeat is compared with them.
///
/// A request is kept as a whole or not at all. A crash loses what waits for its commit, at most
/// [#WAITING_ROWS_MAX] rows; beyond that, answers are dropped and counted. What the database
/// refuses twice is counted, too.
public final class PredictionLog implements AutoCloseable {
  /// So many rows may wait for their commit.
  public static final int WAITING_ROWS_MAX = 50_000;

  private static final int BATCH_ROWS = 4_096;
  private static final long GATHER_NANOS = 50_000_000;
  private static final long RETRY_NANOS = 200_000_000;
  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);

  private final PredictionStore store;
  private final Sampling sampling;
  private final Runnable beforeRetry;
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final PredictionIds ids = new PredictionIds();
  private final Map<String, Sampler> samplers = new ConcurrentHashMap<>();
  private final Map<String, List<LoggedPrediction>> keyed = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicInteger hurried = new AtomicInteger();
  private final Thread writer;
  private volatile boolean idle;
  private volatile boolean closed;

  /// With the default sampling.
  public PredictionLog(Database database) {
    this(database, Sampling.DEFAULT);
  }

  /// @param sampling of how many answers the features are kept
  public PredictionLog(Database database, Sampling sampling) {
    this(database, sampling, () -> LockSupport.parkNanos(RETRY_NANOS));
  }

  /// @param beforeRetry lets time pass after the database refused something
  PredictionLog(Database database, Sampling sampling, Runnable beforeRetry) {
    this.store = new PredictionStore(database);
    this.sampling = sampling;
    this.beforeRetry = beforeRetry;
    this.writer = Thread.ofPlatform().name("prediction-log").daemon().start(this::write);
  }

  /// What waits for the writer.
  sealed interface Entry {
    /// Rows with their features.
    record Rows(List<LoggedPrediction> rows) implements Entry {}

    /// A request; the frame has the features of the sampled rows, if any.
    record Request(AnsweredRequest answered, BitSet sampled) implements Entry {}

    record Flush(CountDownLatch written) implements Entry {}
  }

  /// Ids for the rows of a request: two halves for each. Whatever protocol asks, they rise, which
  /// is the order of an export.
  public long[] newIds(int rows) {
    return ids.next(rows);
  }

  /// Takes an answered request. It returns at once and never throws.
  public void add(AnsweredRequest answered) {
    if (hasRoom(answered.rows())) {
      BitSet sampled = sample(answered);
      // What nobody writes need not be held.
      AnsweredRequest kept = sampled.isEmpty() ? answered.withoutInputs() : answered;
      put(new Entry.Request(kept, sampled));
    }
  }

  private BitSet sample(AnsweredRequest answered) {
    if (answered.inputs().isEmpty()) {
      return new BitSet(0);
    }
    String model = answered.version().model();
    long now = System.nanoTime();
    Sampler sampler = samplers.get(model);
    if (sampler == null) {
      sampler = samplers.computeIfAbsent(model, _ -> new Sampler(sampling, now));
    }
    return sampler.choose(answered.rows(), now);
  }

  /// Takes the rows of one request, with their features.
  void add(List<LoggedPrediction> rows) {
    if (hasRoom(rows.size())) {
      if (rows.getFirst().key() != null) {
        keyed.put(rows.getFirst().id(), rows);
      }
      put(new Entry.Rows(rows));
    }
  }

  private boolean hasRoom(int rows) {
    if (!closed && waiting.addAndGet(rows) <= WAITING_ROWS_MAX) {
      return true;
    }
    if (!closed) {
      waiting.addAndGet(-rows);
    }
    dropped.addAndGet(rows);
    return false;
  }

  // Waking a thread costs more than all the rest, so only a sleeping writer is woken.
  private void put(Entry entry) {
    queue.add(entry);
    if (idle) {
      idle = false;
      LockSupport.unpark(writer);
    }
  }

  /// The rows of a request with an idempotency key, if they still wait for their commit.
  ///
  /// @param firstId the id of its first row
  List<LoggedPrediction> waiting(String firstId) {
    return keyed.getOrDefault(firstId, List.of());
  }

  /// A prediction by its id; waits for the commit of what was answered a moment ago.
  Optional<LoggedPrediction> find(String id) {
    return store
        .find(id)
        .or(() -> {
          flush();
          return store.find(id);
        });
  }

  /// How many answers were never logged because too many waited or the database failed.
  public long dropped() {
    return dropped.get();
  }

  /// How many answers wait for their commit.
  public int waitingRows() {
    return waiting.get();
  }

  /// Shows what was lost and what waits.
  public void measure(MeterRegistry meters) {
    FunctionCounter.builder("evenkeel.prediction.log.dropped", this, PredictionLog::dropped)
        .description("Answers that were never logged")
        .register(meters);
    meters.gauge("evenkeel.prediction.log.waiting", this, PredictionLog::waitingRows);
  }

  /// Waits until everything that was answered before is committed.
  public void flush() {
    CountDownLatch written = new CountDownLatch(1);
    hurried.incrementAndGet();
    put(new Entry.Flush(written));
    LockSupport.unpark(writer);
    try {
      for (int second = 0; second < 60; second++) {
        if (written.await(1, TimeUnit.SECONDS) || (closed && !writer.isAlive())) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot flush the prediction log: interrupted", e);
    } finally {
      hurried.decrementAndGet();
    }
    throw new IllegalStateException(
        "Cannot flush the prediction log: the database does not answer");
  }

  /// Commits everything that was answered; what is answered later is dropped.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(writer);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    while (true) {
      LogBatch batch = new LogBatch();
      for (Entry next = queue.poll(); next != null; next = more(batch)) {
        batch.add(next);
      }
      if (!batch.isEmpty()) {
        commit(batch);
      } else if (closed) {
        return;
      } else {
        sleepUntilWoken();
      }
      if (!closed && hurried.get() == 0 && waiting.get() < BATCH_ROWS) {
        LockSupport.parkNanos(this, GATHER_NANOS);
      }
    }
  }

  private @Nullable Entry more(LogBatch batch) {
    return batch.rows() < BATCH_ROWS ? queue.poll() : null;
  }

  private void sleepUntilWoken() {
    idle = true;
    if (queue.isEmpty() && !closed) {
      LockSupport.park(this);
    }
    idle = false;
  }

  private void commit(LogBatch batch) {
    if (batch.rows() > 0 && !stored(batch, false) && !stored(batch, true)) {
      dropped.addAndGet(batch.rows());
    }
    // Only now, so that a repeat finds them here or in the database.
    batch.keys().forEach(keyed::remove);
    waiting.addAndGet(-batch.rows());
    batch.flushes().forEach(CountDownLatch::countDown);
  }

  private boolean stored(LogBatch batch, boolean again) {
    try {
      store.insert(batch.logged(), batch.blocks());
      return true;
    } catch (RuntimeException e) {
      if (again) {
        LOG.error("Lost {} rows of the prediction log", batch.rows(), e);
      } else {
        LOG.warn("{} rows of the prediction log were refused; once more", batch.rows(), e);
        beforeRetry.run();
      }
      return false;
    }
  }
}
