package dev.evenkeel.serving;

import static dev.evenkeel.store.schema.Tables.SERVING_PREDICTION;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what was answered, off the path of the request: one writer commits batches. A crash loses
/// what is not yet committed, at most [#DELAY_MILLIS_MAX] of it; a full queue drops and counts.
public final class PredictionLog implements AutoCloseable {
  /// The longest that an answer waits for its commit while the database keeps up.
  public static final long DELAY_MILLIS_MAX = 200;

  private static final int QUEUED_MAX = 50_000;
  private static final int BATCH_MAX = 500;
  private static final Logger LOG = LoggerFactory.getLogger(PredictionLog.class);

  private final Database database;
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUED_MAX);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;
  private volatile boolean closing;

  public PredictionLog(Database database) {
    this.database = database;
    this.writer = Thread.ofPlatform().name("prediction-log").daemon().start(this::write);
  }

  private sealed interface Entry {
    record Row(LoggedPrediction prediction) implements Entry {}

    record Flush(CountDownLatch written) implements Entry {}
  }

  void add(LoggedPrediction prediction) {
    if (!queue.offer(new Entry.Row(prediction))) {
      dropped.incrementAndGet();
    }
  }

  /// How many answers were never logged because the queue was full or the database failed.
  public long dropped() {
    return dropped.get();
  }

  /// Waits until everything that was answered before is committed.
  public void flush() {
    CountDownLatch written = new CountDownLatch(1);
    try {
      queue.put(new Entry.Flush(written));
      if (!written.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "Cannot flush the prediction log: the database does not answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot flush the prediction log: interrupted", e);
    }
  }

  @Override
  public void close() {
    flush();
    closing = true;
    writer.interrupt();
  }

  private void write() {
    List<Entry> batch = new ArrayList<>();
    while (!closing) {
      try {
        Entry first = queue.poll(DELAY_MILLIS_MAX, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch, BATCH_MAX);
          commit(batch);
          batch.clear();
        }
      } catch (InterruptedException e) {
        // Only close() interrupts, after it has flushed.
        return;
      }
    }
  }

  private void commit(List<Entry> batch) {
    List<LoggedPrediction> rows =
        batch.stream()
            .filter(Entry.Row.class::isInstance)
            .map(entry -> ((Entry.Row) entry).prediction())
            .toList();
    try {
      if (!rows.isEmpty()) {
        database.write(sql -> insert(sql, rows));
      }
    } catch (RuntimeException e) {
      dropped.addAndGet(rows.size());
      LOG.error("Lost {} rows of the prediction log", rows.size(), e);
    }
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
          .set(SERVING_PREDICTION.INPUTS, Json.text(row.inputs()))
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
