package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.STORE_OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Outbox.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the outbox promises, on either database.
abstract class OutboxContract {
  private static final OutboxSchedule QUICK =
      new OutboxSchedule(3, Duration.ofMillis(20), Duration.ofMillis(40));

  private final BlockingQueue<Outgoing> carried = new LinkedBlockingQueue<>();
  private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();
  private Database database;
  private WorkQueue queue;
  private Outbox outbox;

  abstract Database open();

  @BeforeEach
  void openOutbox() {
    database = open();
    queue = DbSchedulerQueue.forOutbox(database, 2);
    outbox = new Outbox(database, queue, QUICK, this::carry);
  }

  @AfterEach
  void close() {
    queue.close();
    database.close();
  }

  private Outcome carry(Outgoing outgoing) {
    carried.add(outgoing);
    Outcome next = outcomes.poll();
    return next == null ? Outcome.arrived(200) : next;
  }

  private @Nullable Outgoing next() throws InterruptedException {
    return carried.poll(20, TimeUnit.SECONDS);
  }

  private Outgoing await(Outgoing.State state) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(20);
    while (true) {
      Outgoing newest = outbox.list("r", Optional.empty(), Long.MAX_VALUE, 1).getFirst();
      if (newest.state() == state || Instant.now().isAfter(deadline)) {
        assertThat(newest.state()).isEqualTo(state);
        return newest;
      }
      Thread.sleep(20);
    }
  }

  @Test
  void carriesWhatWasCommittedAndNothingThatWasNot() throws InterruptedException {
    queue.start();

    assertThatThrownBy(() ->
            database.write(_ -> {
              outbox.put("lost", "r", "version.registered", "{}");
              throw new IllegalStateException("rolled back");
            }))
        .isInstanceOf(IllegalStateException.class);
    outbox.put("kept", "r", "version.registered", "{\"a\":1}");

    assertThat(next())
        .extracting(Outgoing::delivery, Outgoing::body)
        .containsExactly("kept", "{\"a\":1}");
    assertThat(await(Outgoing.State.DELIVERED).status()).isEqualTo(200);
    assertThat(carried.poll(1_500, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void keepsTheOrderOfARecipientThoughTheFirstIsTriedAgainOrGivenUp() throws InterruptedException {
    Outbox ordered = Outbox.inOrder(database, queue, QUICK, this::carry, "ordered");
    outcomes.add(Outcome.again(503, "503", Duration.ZERO));
    outcomes.add(Outcome.refused(400, "400"));
    ordered.put("a", "r", "k", "{}");
    database.write(_ -> {
      ordered.put("b", "r", "k", "{}");
      ordered.put("c", "r", "k", "{}");
      return true;
    });
    queue.start();

    await(Outgoing.State.DELIVERED);
    ordered.put("d", "r", "k", "{}");
    await(Outgoing.State.DELIVERED);

    assertThat(carried).extracting(Outgoing::delivery).containsExactly("a", "a", "b", "c", "d");
  }

  @Test
  void whatWaitsInOrderForOneRecipientHoldsUpNoOther() throws InterruptedException {
    Outbox ordered = Outbox.inOrder(database, queue, QUICK, this::carry, "ordered");
    ordered.put("a", "slow", "k", "{}");
    ordered.put("b", "r", "k", "{}");
    outcomes.add(Outcome.later());
    queue.start();

    assertThat(await(Outgoing.State.DELIVERED).delivery()).isEqualTo("b");
  }

  @Test
  void triesAgainUnderTheSameIdUntilItArrives() throws InterruptedException {
    outcomes.add(Outcome.again(503, "503", Duration.ZERO));
    outcomes.add(Outcome.again(0, "refused", Duration.ofSeconds(99)));
    queue.start();

    outbox.put("d", "r", "k", "{}");

    assertThat(await(Outgoing.State.DELIVERED))
        .extracting(Outgoing::attempts, Outgoing::note)
        .containsExactly(3, "");
    assertThat(carried).extracting(Outgoing::delivery).containsExactly("d", "d", "d");
  }

  @Test
  void keepsADeadLetterThatCanBeCarriedAgain() throws InterruptedException {
    for (int index = 0; index < 3; index++) {
      outcomes.add(Outcome.again(500, "status 500", Duration.ZERO));
    }
    queue.start();
    outbox.put("d", "r", "k", "{}");

    Outgoing dead = await(Outgoing.State.DEAD);
    assertThat(List.of(dead.attempts(), dead.status(), dead.note()))
        .containsExactly(3, 500, "status 500");
    assertThat(outbox.list("r", Optional.of(Outgoing.State.DEAD), Long.MAX_VALUE, 9)).hasSize(1);

    outbox.again("r", "d");

    assertThat(await(Outgoing.State.DELIVERED).attempts()).isEqualTo(4);
    assertThat(carried).extracting(Outgoing::delivery).containsOnly("d").hasSize(4);
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() throws InterruptedException {
    outcomes.add(Outcome.refused(410, "gone"));
    queue.start();

    outbox.put("d", "r", "k", "{}");

    assertThat(await(Outgoing.State.DEAD).attempts()).isEqualTo(1);
  }

  @Test
  void onlyItsOwnRecipientMayHaveItCarriedAgainAndNotWhileItIsUnderWay() {
    outbox.put("d", "r", "k", "{}");

    assertRefused(Problem.Kind.CONFLICT, () -> outbox.again("r", "d"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> outbox.again("other", "d"));
    assertRefused(Problem.Kind.NOT_FOUND, () -> outbox.again("r", "none"));
  }

  private static void assertRefused(Problem.Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().kind()).isEqualTo(kind));
  }

  @Test
  void whatWasWrittenBeforeTheProcessEndedIsCarriedAfterIt() throws InterruptedException {
    outbox.put("d", "r", "k", "{}");
    queue.close();

    queue = DbSchedulerQueue.forOutbox(database, 2);
    outbox = new Outbox(database, queue, QUICK, this::carry);
    queue.start();

    assertThat(next()).extracting(Outgoing::delivery).isEqualTo("d");
  }

  @Test
  void listsByPagesTheNewestFirst() {
    for (int index = 1; index <= 5; index++) {
      outbox.put("d" + index, index == 3 ? "other" : "r", "k", "{}");
    }

    List<Outgoing> first = outbox.list("r", Optional.empty(), Long.MAX_VALUE, 2);
    List<Outgoing> second = outbox.list("r", Optional.empty(), first.getLast().number(), 2);

    assertThat(first).extracting(Outgoing::delivery).containsExactly("d5", "d4");
    assertThat(second).extracting(Outgoing::delivery).containsExactly("d2", "d1");
  }

  @Test
  void forgetsWhatArrivedLongAgo() throws InterruptedException {
    outbox.put("old", "r", "k", "{}");
    database.write(sql ->
        sql.update(STORE_OUTBOX)
            .set(STORE_OUTBOX.STATE, "DELIVERED")
            .set(STORE_OUTBOX.CHANGED, Instant.now().minus(Duration.ofDays(8)))
            .execute());
    queue.start();

    outbox.put("new", "r", "k", "{}");
    await(Outgoing.State.DELIVERED);

    Instant deadline = Instant.now().plusSeconds(20);
    while (outbox.list("r", Optional.empty(), Long.MAX_VALUE, 9).size() > 1
        && Instant.now().isBefore(deadline)) {
      Thread.sleep(20);
    }
    assertThat(outbox.list("r", Optional.empty(), Long.MAX_VALUE, 9))
        .extracting(Outgoing::delivery)
        .containsExactly("new");
  }

  @Test
  void pausesGrowToALimitAndAreDrawnByChance() {
    OutboxSchedule schedule = new OutboxSchedule(20, Duration.ofSeconds(5), Duration.ofHours(1));

    assertThat(schedule.after(1, 0)).isEqualTo(Duration.ofMillis(2_500));
    assertThat(schedule.after(1, 1)).isEqualTo(Duration.ofSeconds(5));
    assertThat(schedule.after(4, 1)).isEqualTo(Duration.ofSeconds(40));
    assertThat(schedule.after(19, 1)).isEqualTo(Duration.ofHours(1));
    assertThat(schedule.after(1_000, 1)).isEqualTo(Duration.ofHours(1));
  }
}
