package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.SCHEDULED_TASKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Calendar;
import java.util.TimeZone;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the work queue promises, on either database.
abstract class WorkQueueContract {
  private static final long SOON_SECONDS = 20;

  private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
  private Database database;
  private WorkQueue queue;

  abstract Database open();

  @BeforeEach
  void openQueue() {
    database = open();
    queue = new DbSchedulerQueue(database, 2);
    queue.register("step", done::add);
  }

  @AfterEach
  void closeQueue() {
    queue.close();
    database.close();
  }

  private @Nullable String next() throws InterruptedException {
    return done.poll(SOON_SECONDS, TimeUnit.SECONDS);
  }

  private long waiting() {
    return database.read(sql -> sql.fetchCount(SCHEDULED_TASKS));
  }

  @Test
  void carriesWorkToItsHandler() throws InterruptedException {
    BlockingQueue<String> other = new LinkedBlockingQueue<>();
    queue.register("notify", other::add);
    queue.start();

    queue.enqueue("step", "run-1/train");
    queue.enqueue("notify", "alert-1");

    assertThat(next()).isEqualTo("run-1/train");
    assertThat(other.poll(SOON_SECONDS, TimeUnit.SECONDS)).isEqualTo("alert-1");
    assertThat(done).isEmpty();
  }

  @Test
  void handsOutOnceWhatWasPutInTwice() throws InterruptedException {
    queue.enqueue("step", "a");
    queue.enqueue("step", "a");
    queue.enqueue("step", "b");

    queue.start();

    assertThat(new String[] {next(), next()}).containsExactlyInAnyOrder("a", "b");
    assertThat(done.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aTimerWaitsForItsTimeAlsoOverARestart() throws InterruptedException {
    Instant due = Instant.now().plusSeconds(3);
    queue.enqueueAt("step", "later", due);
    queue.enqueueAt("step", "later", due.plusSeconds(600));
    queue.close();
    queue = new DbSchedulerQueue(database, 2);
    queue.register("step", done::add);
    queue.start();

    String handed = next();

    assertThat(handed).isEqualTo("later");
    assertThat(Instant.now()).isAfterOrEqualTo(due);
  }

  @Test
  void urgentWorkGoesFirstAndWhatCanWaitLast() throws InterruptedException {
    queue.close();
    queue = new DbSchedulerQueue(database, 1);
    queue.register("step", done::add);
    Instant now = Instant.now();
    queue.enqueueAt("step", "can wait", now.minusSeconds(9), -1_000);
    queue.enqueueAt("step", "plain", now.minusSeconds(5));
    queue.enqueueAt("step", "as plain", now.minusSeconds(4), 0);
    queue.enqueueAt("step", "urgent", now.minusSeconds(1), 7);
    queue.enqueueAt("step", "beyond any bound", now, Integer.MAX_VALUE);

    queue.start();

    assertThat(new String[] {next(), next(), next(), next(), next()})
        .containsExactly("beyond any bound", "urgent", "plain", "as plain", "can wait");
  }

  @Test
  void whatItsHandlerCouldNotDoComesAgainSoon() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    queue.register(
        "flaky",
        id -> {
          if (tries.incrementAndGet() == 1) {
            throw new IllegalStateException("the database was away");
          }
          done.add(id);
        });
    queue.start();

    queue.enqueue("flaky", "a");

    assertThat(next()).isEqualTo("a");
    assertThat(tries).hasValue(2);
  }

  @Test
  void belongsToTheTransactionThatPutItIn() throws InterruptedException {
    queue.start();
    CountDownLatch committed = new CountDownLatch(1);

    assertThatThrownBy(() ->
            database.write(sql -> {
              queue.enqueue("step", "lost");
              throw new IllegalStateException("rolled back");
            }))
        .hasMessage("rolled back");
    database.write(sql -> {
      queue.enqueue("step", "kept");
      assertThat(waiting()).isEqualTo(1);
      assertThat(done).isEmpty();
      committed.countDown();
      return 0;
    });

    assertThat(next()).isEqualTo("kept");
    assertThat(done.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void handsOutAgainWhatADeadWorkerHeld() throws Exception {
    queue.enqueue("step", "orphan");
    pretendThatADeadNodeHoldsIt();

    queue.start();

    assertThat(next()).isEqualTo("orphan");
  }

  // By JDBC, as the library writes it: SQLite has no type for times.
  private void pretendThatADeadNodeHoldsIt() throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update scheduled_tasks set picked = ?, picked_by = ?, last_heartbeat = ?")) {
      update.setBoolean(1, true);
      update.setString(2, "a node that died");
      update.setTimestamp(
          3,
          Timestamp.from(Instant.now().minus(Duration.ofHours(1))),
          Calendar.getInstance(TimeZone.getTimeZone("UTC")));
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void keepsWorkForTheNextProcess() throws InterruptedException {
    queue.enqueue("step", "later");
    queue.close();

    queue = new DbSchedulerQueue(database, 2);
    queue.register("step", done::add);
    queue.start();

    assertThat(next()).isEqualTo("later");
  }

  @Test
  void putsInAgainWhatWasDone() throws InterruptedException {
    queue.start();
    queue.enqueue("step", "a");
    assertThat(next()).isEqualTo("a");
    while (waiting() > 0) {
      Thread.sleep(10);
    }

    queue.enqueue("step", "a");

    assertThat(next()).isEqualTo("a");
  }

  @Test
  void refusesAKindThatNobodyRegistered() {
    assertThatThrownBy(() -> queue.enqueue("stpe", "a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("stpe");
  }
}
