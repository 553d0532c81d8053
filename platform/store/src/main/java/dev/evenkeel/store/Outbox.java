package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.STORE_OUTBOX;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.store.schema.tables.records.StoreOutboxRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to leave the process. It is written in the transaction of the change that it tells of,
/// so none is told that did not happen and none that happened is forgotten; then it is carried at
/// least once, however often the process dies. The order is kept only of what is put in [#inOrder].
public final class Outbox {
  private static final String WORK = "outbox";
  private static final Duration DELIVERED_KEPT = Duration.ofDays(7);
  private static final Duration DEAD_KEPT = Duration.ofDays(30);
  private static final long PUT_OFF_MILLIS = 1_000;
  private static final int PRUNED_EVERY = 100;
  private static final int PRUNED_MAX = 1_000;
  private static final int PAGE_MAX = 1_000;
  private static final int NOTE_CHARS_MAX = 500;
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  private final Database database;
  private final WorkQueue queue;
  private final OutboxSchedule schedule;
  private final Carrier carrier;
  private final String work;
  private final Order order;
  private final AtomicInteger untilPruned = new AtomicInteger();

  /// Takes something to whom it is for.
  @FunctionalInterface
  public interface Carrier {
    /// Tries once, outside of a transaction; may take its time, within bounds. What it throws is
    /// tried again.
    Outcome carry(Outgoing outgoing);
  }

  /// What became of an attempt.
  ///
  /// @param status that was answered; 0 without an answer
  /// @param note what went wrong; empty when nothing did
  public record Outcome(Next next, int status, String note, Duration notBefore) {
    /// What follows.
    public enum Next {
      NOTHING,
      AGAIN,
      GIVE_UP,

      /// Nothing was tried, and it does not count.
      LATER
    }

    /// It arrived.
    public static Outcome arrived(int status) {
      return new Outcome(Next.NOTHING, status, "", Duration.ZERO);
    }

    /// It may arrive later.
    ///
    /// @param notBefore how long the recipient asked to be left alone
    public static Outcome again(int status, String note, Duration notBefore) {
      return new Outcome(Next.AGAIN, status, note, notBefore);
    }

    /// Too much is under way to the same recipient, who may not hold up the others.
    public static Outcome later() {
      return new Outcome(Next.LATER, 0, "", Duration.ZERO);
    }

    /// It will not arrive, however often it is tried.
    public static Outcome refused(int status, String note) {
      return new Outcome(Next.GIVE_UP, status, note, Duration.ZERO);
    }
  }

  private enum Order {
    NONE,

    /// One after another to each recipient.
    KEPT
  }

  /// @param queue not started yet
  public Outbox(Database database, WorkQueue queue, OutboxSchedule schedule, Carrier carrier) {
    this(database, queue, schedule, carrier, WORK, Order.NONE);
  }

  private Outbox(
      Database database,
      WorkQueue queue,
      OutboxSchedule schedule,
      Carrier carrier,
      String work,
      Order order) {
    this.work = work;
    this.order = order;
    this.database = database;
    this.queue = queue;
    this.schedule = schedule;
    this.carrier = carrier;
    queue.register(work, this::attempt);
  }

  /// One that carries to each recipient in the order in which it was put in: nothing before what
  /// came earlier has arrived or is given up. What was put in by transactions that ran beside each
  /// other may go in either order.
  ///
  /// @param queue not started yet
  /// @param work what the queue calls it, other than any other outbox of that queue; its recipients
  ///   are no other's
  public static Outbox inOrder(
      Database database, WorkQueue queue, OutboxSchedule schedule, Carrier carrier, String work) {
    return new Outbox(database, queue, schedule, carrier, work, Order.KEPT);
  }

  /// Puts something in, in the thread's transaction.
  ///
  /// @param body of a given delivery; its id may be part of it
  public void put(String delivery, String recipient, String kind, String body) {
    Instant now = Instant.now();
    database.write(sql -> {
      boolean waits = order == Order.KEPT && holdsLast(sql, recipient);
      sql.insertInto(STORE_OUTBOX)
          .set(STORE_OUTBOX.DELIVERY, delivery)
          .set(STORE_OUTBOX.RECIPIENT, recipient)
          .set(STORE_OUTBOX.KIND, kind)
          .set(STORE_OUTBOX.BODY, body)
          .set(STORE_OUTBOX.STATE, Outgoing.State.PENDING.name())
          .set(STORE_OUTBOX.ATTEMPTS, 0)
          .set(STORE_OUTBOX.CREATED, now)
          .set(STORE_OUTBOX.CHANGED, now)
          .set(STORE_OUTBOX.STATUS, 0)
          .set(STORE_OUTBOX.NOTE, "")
          .execute();
      if (!waits) {
        queue.enqueueAt(work, new Work(delivery, 0, 0).text(), now);
      }
      return delivery;
    });
  }

  /// Whether something is under way to a recipient. It then stays so until the transaction ends:
  /// whoever finishes it meanwhile waits, and sees what was put in behind it.
  private static boolean holdsLast(DSLContext sql, String recipient) {
    Condition pending =
        STORE_OUTBOX
            .RECIPIENT
            .eq(recipient)
            .and(STORE_OUTBOX.STATE.eq(Outgoing.State.PENDING.name()));
    return sql.update(STORE_OUTBOX)
            .set(STORE_OUTBOX.STATE, Outgoing.State.PENDING.name())
            .where(
                STORE_OUTBOX.ID.eq(
                    DSL.select(DSL.max(STORE_OUTBOX.ID)).from(STORE_OUTBOX).where(pending)))
            .and(STORE_OUTBOX.STATE.eq(Outgoing.State.PENDING.name()))
            .execute()
        > 0;
  }

  /// Lets what waits for its turn be carried.
  private void letNext(DSLContext sql, String recipient, Instant now) {
    sql.select(STORE_OUTBOX.DELIVERY, STORE_OUTBOX.ATTEMPTS)
        .from(STORE_OUTBOX)
        .where(STORE_OUTBOX.RECIPIENT.eq(recipient))
        .and(STORE_OUTBOX.STATE.eq(Outgoing.State.PENDING.name()))
        .orderBy(STORE_OUTBOX.ID)
        .limit(1)
        .fetchOptional()
        .ifPresent(
            next -> queue.enqueueAt(work, new Work(next.value1(), next.value2(), 0).text(), now));
  }

  /// An id that nothing else has.
  public static String newDelivery() {
    return UUID.randomUUID().toString();
  }

  /// What is or was for somebody, the newest first.
  ///
  /// @param state only what got so far; none for all
  /// @param before only numbers below it; `Long.MAX_VALUE` for the first page
  /// @param limit at most 1,000
  public List<Outgoing> list(
      String recipient, Optional<Outgoing.State> state, long before, int limit) {
    Condition wanted =
        state.map(each -> STORE_OUTBOX.STATE.eq(each.name())).orElse(DSL.noCondition());
    return database.read(sql ->
        sql
            .selectFrom(STORE_OUTBOX)
            .where(STORE_OUTBOX.RECIPIENT.eq(recipient))
            .and(STORE_OUTBOX.ID.lt(before))
            .and(wanted)
            .orderBy(STORE_OUTBOX.ID.desc())
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .stream()
            .map(Outbox::outgoing)
            .toList());
  }

  /// Has something carried once more that arrived or is a dead letter; it keeps its id.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none for that
  ///   recipient, `CONFLICT` when it is being carried
  public Outgoing again(String recipient, String delivery) {
    return database.write(sql -> {
      StoreOutboxRecord row =
          row(sql, delivery)
              .filter(each -> each.getRecipient().equals(recipient))
              .orElseThrow(() ->
                  Problem.of(
                          Problem.Kind.NOT_FOUND,
                          "there is no delivery `%s`".formatted(Names.abbreviate(delivery)),
                          "list the deliveries; those that arrived are kept for 7 days")
                      .asException());
      if (outgoing(row).state() == Outgoing.State.PENDING) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "delivery `%s` is under way".formatted(Names.abbreviate(delivery)),
                "wait until it has arrived or is given up")
            .asException();
      }
      row.setState(Outgoing.State.PENDING.name());
      row.setChanged(Instant.now());
      row.store();
      queue.enqueueAt(work, new Work(delivery, row.getAttempts(), 0).text(), Instant.now());
      return outgoing(row);
    });
  }

  /// Each attempt is a piece of work of its own, so that one that comes again after a crash is told
  /// from the next.
  ///
  /// @param put how often the attempt was put off
  private record Work(String delivery, int attempts, int put) {
    static Work of(String text) {
      String[] parts = text.split("/", -1);
      return new Work(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    String text() {
      return "%s/%d/%d".formatted(delivery, attempts, put);
    }
  }

  private void attempt(String text) {
    Work turn = Work.of(text);
    Optional<Outgoing> waiting =
        database
            .read(sql -> row(sql, turn.delivery()))
            .map(Outbox::outgoing)
            .filter(each ->
                each.state() == Outgoing.State.PENDING && each.attempts() == turn.attempts());
    if (waiting.isPresent()) {
      Outcome outcome = carried(waiting.get());
      if (outcome.next() == Outcome.Next.LATER) {
        Work again = new Work(turn.delivery(), turn.attempts(), turn.put() + 1);
        long millis = ThreadLocalRandom.current().nextLong(PUT_OFF_MILLIS, 2 * PUT_OFF_MILLIS);
        queue.enqueueAt(work, again.text(), Instant.now().plusMillis(millis));
      } else {
        record(waiting.get(), outcome);
      }
    }
  }

  private Outcome carried(Outgoing outgoing) {
    try {
      return carrier.carry(outgoing);
    } catch (RuntimeException e) {
      LOG.error("Delivery {} of {} failed", outgoing.delivery(), outgoing.kind(), e);
      return Outcome.again(0, "something went wrong on our side; the log says what", Duration.ZERO);
    }
  }

  private void record(Outgoing outgoing, Outcome outcome) {
    int made = outgoing.attempts() + 1;
    boolean isLast = made % schedule.attempts() == 0;
    Outgoing.State state =
        switch (outcome.next()) {
          case NOTHING -> Outgoing.State.DELIVERED;
          case LATER -> Outgoing.State.PENDING;
          case AGAIN -> isLast ? Outgoing.State.DEAD : Outgoing.State.PENDING;
          case GIVE_UP -> Outgoing.State.DEAD;
        };
    Instant now = Instant.now();
    database.write(sql -> {
      int mine =
          sql.update(STORE_OUTBOX)
              .set(STORE_OUTBOX.STATE, state.name())
              .set(STORE_OUTBOX.ATTEMPTS, made)
              .set(STORE_OUTBOX.CHANGED, now)
              .set(STORE_OUTBOX.STATUS, outcome.status())
              .set(STORE_OUTBOX.NOTE, bounded(outcome.note()))
              .where(STORE_OUTBOX.DELIVERY.eq(outgoing.delivery()))
              .and(STORE_OUTBOX.ATTEMPTS.eq(outgoing.attempts()))
              .execute();
      if (mine == 1 && state == Outgoing.State.PENDING) {
        Work next = new Work(outgoing.delivery(), made, 0);
        queue.enqueueAt(work, next.text(), now.plus(pause(made, outcome)));
      } else if (mine == 1 && order == Order.KEPT) {
        letNext(sql, outgoing.recipient(), now);
      }
      return mine;
    });
    if (state == Outgoing.State.DEAD) {
      LOG.warn(
          "Delivery {} of {} is given up after attempt {}: {}",
          outgoing.delivery(),
          outgoing.kind(),
          made,
          bounded(outcome.note()));
    }
    if (untilPruned.getAndUpdate(left -> left <= 0 ? PRUNED_EVERY : left - 1) <= 0) {
      prune(now);
    }
  }

  private Duration pause(int made, Outcome outcome) {
    // What is carried again by hand begins anew.
    int failed = (made - 1) % schedule.attempts() + 1;
    Duration ours = schedule.after(failed, ThreadLocalRandom.current().nextDouble());
    Duration theirs =
        outcome.notBefore().compareTo(schedule.longest()) > 0
            ? schedule.longest()
            : outcome.notBefore();
    return theirs.compareTo(ours) > 0 ? theirs : ours;
  }

  private void prune(Instant now) {
    prune(Outgoing.State.DELIVERED, now.minus(DELIVERED_KEPT));
    prune(Outgoing.State.DEAD, now.minus(DEAD_KEPT));
  }

  private void prune(Outgoing.State state, Instant before) {
    database.write(sql ->
        sql.deleteFrom(STORE_OUTBOX)
            .where(
                STORE_OUTBOX.ID.in(
                    DSL.select(STORE_OUTBOX.ID)
                        .from(STORE_OUTBOX)
                        .where(STORE_OUTBOX.STATE.eq(state.name()))
                        .and(STORE_OUTBOX.CHANGED.lt(before))
                        .limit(PRUNED_MAX)))
            .execute());
  }

  private static Optional<StoreOutboxRecord> row(DSLContext sql, String delivery) {
    return sql.selectFrom(STORE_OUTBOX).where(STORE_OUTBOX.DELIVERY.eq(delivery)).fetchOptional();
  }

  private static Outgoing outgoing(StoreOutboxRecord row) {
    return new Outgoing(
        row.getId(),
        row.getDelivery(),
        row.getRecipient(),
        row.getKind(),
        row.getBody(),
        Outgoing.State.valueOf(row.getState()),
        row.getAttempts(),
        row.getCreated(),
        row.getChanged(),
        row.getStatus(),
        row.getNote());
  }

  private static String bounded(String note) {
    return note.length() <= NOTE_CHARS_MAX ? note : note.substring(0, NOTE_CHARS_MAX);
  }
}
