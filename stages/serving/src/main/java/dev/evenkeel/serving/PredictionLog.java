package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what was answered, off the path of the request: one writer commits what has come in
/// meanwhile. A request is kept as a whole or not at all. A crash loses what waits for its commit,
/// at most [#WAITING_ROWS_MAX] rows; beyond that, answers are dropped and counted.
public final class PredictionLog implements AutoCloseable {
  /// So many rows may wait for their commit.
  public static final int WAITING_ROWS_MAX = 50_000;

  private static final int BATCH_MAX = 500;
  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);

  private final Database database;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(WAITING_ROWS_MAX);
  private final Map<String, List<LoggedPrediction>> keyed = new ConcurrentHashMap<>();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;
  private volatile boolean closed;

  public PredictionLog(Database database) {
    this.database = database;
    this.writer = Thread.ofPlatform().name("prediction-log").daemon().start(this::write);
  }

  private sealed interface Entry {
    record Answers(List<LoggedPrediction> rows) implements Entry {}

    record Flush(CountDownLatch written) implements Entry {}

    record Stop() implements Entry {}
  }

  /// Takes the rows of one request.
  void add(List<LoggedPrediction> rows) {
    if (closed || !room.tryAcquire(rows.size())) {
      dropped.addAndGet(rows.size());
      return;
    }
    if (rows.getFirst().key() != null) {
      keyed.put(rows.getFirst().id(), rows);
    }
    queue.add(new Entry.Answers(rows));
  }

  /// The rows of a request with an idempotency key, if they still wait for their commit.
  ///
  /// @param firstId the id of its first row
  List<LoggedPrediction> waiting(String firstId) {
    return keyed.getOrDefault(firstId, List.of());
  }

  /// How many answers were never logged because too many waited or the database failed.
  public long dropped() {
    return dropped.get();
  }

  /// Waits until everything that was answered before is committed.
  public void flush() {
    CountDownLatch written = new CountDownLatch(1);
    queue.add(new Entry.Flush(written));
    try {
      for (int second = 0; second < 60; second++) {
        if (written.await(1, TimeUnit.SECONDS) || (closed && !writer.isAlive())) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot flush the prediction log: interrupted", e);
    }
    throw new IllegalStateException(
        "Cannot flush the prediction log: the database does not answer");
  }

  /// Commits everything that was answered; what is answered later is dropped.
  @Override
  public void close() {
    closed = true;
    queue.add(new Entry.Stop());
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<Entry> batch = new ArrayList<>();
    boolean stopped = false;
    try {
      while (!stopped) {
        batch.add(queue.take());
        queue.drainTo(batch, BATCH_MAX);
        commit(batch);
        stopped = batch.stream().anyMatch(Entry.Stop.class::isInstance);
        batch.clear();
      }
    } catch (InterruptedException e) {
      LOG.error("Nobody but us knows the writer of the prediction log, yet it was interrupted", e);
    }
  }

  private void commit(List<Entry> batch) {
    List<LoggedPrediction> rows = new ArrayList<>();
    for (Entry entry : batch) {
      if (entry instanceof Entry.Answers answers) {
        rows.addAll(answers.rows());
      }
    }
    try {
      if (!rows.isEmpty()) {
        database.write(sql -> insert(sql, rows));
      }
    } catch (RuntimeException e) {
      dropped.addAndGet(rows.size());
      LOG.error("Lost {} rows of the prediction log", rows.size(), e);
    }
    // Only now, so that a repeat finds them here or in the database.
    rows.forEach(row -> keyed.remove(row.id()));
    room.release(rows.size());
    for (Entry entry : batch) {
      if (entry instanceof Entry.Flush(CountDownLatch written)) {
        written.countDown();
      }
    }
  }

  private static int insert(DSLContext sql, List<LoggedPrediction> rows) {
    for (LoggedPrediction row : rows) {
      sql.insertInto(SERVING_PREDICTION)
          .set(SERVING_PREDICTION.ID, row.id())
          .set(SERVING_PREDICTION.MODEL, row.model())
          .set(SERVING_PREDICTION.VERSION, row.version())
          .set(SERVING_PREDICTION.AT, row.at())
          .set(SERVING_PREDICTION.REQUEST_KEY, row.key())
          .set(SERVING_PREDICTION.INPUTS, row.inputs())
          .set(SERVING_PREDICTION.LABEL, row.label().isEmpty() ? null : row.label())
          .set(SERVING_PREDICTION.VALUE, boxed(row.value()))
          .set(
              SERVING_PREDICTION.PROBABILITIES,
              row.probabilities().isEmpty() ? null : Json.text(row.probabilities()))
          .onConflictDoNothing()
          .execute();
    }
    return rows.size();
  }

  private static @Nullable Double boxed(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
