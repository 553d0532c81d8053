package dev.evenkeel.serving.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GateTest {
  private static final long NONE = Long.MAX_VALUE;

  private final ExecutorService pool = Executors.newFixedThreadPool(4);
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final Seen seen = new Seen();
  private final AtomicInteger ended = new AtomicInteger();
  private final CountDownLatch open = new CountDownLatch(1);
  private final AtomicInteger entered = new AtomicInteger();
  private final List<Future<Integer>> begun = new ArrayList<>();
  private final List<List<Integer>> calls = new ArrayList<>();

  @AfterEach
  void stop() {
    open.countDown();
    clients.shutdownNow();
    pool.shutdownNow();
  }

  private static final class Seen implements Observer {
    final AtomicInteger answered = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();
    final Map<Refusal, AtomicInteger> refused = new EnumMap<>(Refusal.class);

    Seen() {
      for (Refusal reason : Refusal.values()) {
        refused.put(reason, new AtomicInteger());
      }
    }

    int count(Refusal reason) {
      return Objects.requireNonNull(refused.get(reason)).get();
    }

    @Override
    public void answered(int rows, long queuedNanos, long computedNanos) {
      answered.incrementAndGet();
    }

    @Override
    public void failed(long computedNanos) {
      failed.incrementAndGet();
    }

    @Override
    public void called(int rows) {}

    @Override
    public void refused(Refusal reason) {
      Objects.requireNonNull(refused.get(reason)).incrementAndGet();
    }
  }

  private Gate gate(int concurrency, int queueRowsMax, Duration queueTimeMax) {
    return new Gate(new Limits(concurrency, queueRowsMax, queueTimeMax.toNanos(), 8), pool, seen);
  }

  private Gate gate(int concurrency, int queueRowsMax) {
    return gate(concurrency, queueRowsMax, Duration.ofMinutes(1));
  }

  private <T> T run(Gate gate, Work<T> work, long deadlineNanos) {
    return gate.run(work, deadlineNanos, ended::incrementAndGet);
  }

  /// Waits for the door; its answer is its number.
  private Work<Integer> waiting(int rows) {
    return new Work.Alone<>(
        rows,
        () -> {
          entered.incrementAndGet();
          await(open);
          return rows;
        });
  }

  /// Sends work that waits for the door, and returns when it is in the engine or in the queue.
  private void begin(Gate gate, int rows) {
    int inside = entered.get();
    int queued = gate.queuedRows();
    begun.add(clients.submit(() -> run(gate, waiting(rows), NONE)));
    until(() -> entered.get() > inside || gate.queuedRows() > queued);
  }

  /// Doubles numbers, many at once; a negative one fails whatever it is called with.
  private final Work.Joint<Integer, Integer> doubling =
      inputs -> {
        synchronized (calls) {
          calls.add(List.copyOf(inputs));
        }
        if (inputs.stream().anyMatch(input -> input < 0)) {
          throw new IllegalArgumentException("Cannot double: below zero");
        }
        return inputs.stream().map(input -> 2 * input).toList();
      };

  private Work<Integer> doubled(int input, String form) {
    return new Work.Joinable<>(1, input, form, doubling);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Cannot wait: interrupted", e);
    }
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static Problem problem(Future<?> future) throws Exception {
    try {
      future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException known) {
        return known.problem();
      }
      throw e;
    }
    throw new AssertionError("it was answered");
  }

  @Test
  void letsOnlySoManyIn() throws Exception {
    Gate gate = gate(2, 100);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Integer>> answers = new ArrayList<>();
    for (int client = 0; client < 40; client++) {
      int number = client;
      Work<Integer> work =
          new Work.Alone<>(
              1,
              () -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                LockSupport.parkNanos(200_000);
                inside.decrementAndGet();
                return number;
              });
      answers.add(clients.submit(() -> run(gate, work, NONE)));
    }

    for (int client = 0; client < 40; client++) {
      assertThat(answers.get(client).get()).isEqualTo(client);
    }
    assertThat(most.get()).isEqualTo(2);
    until(() -> ended.get() == 40);
    until(() -> seen.answered.get() == 40);
  }

  @Test
  void whoeverHasAnAnswerFindsItCounted() {
    Gate gate = gate(1, 100);
    for (int call = 1; call <= 5_000; call++) {
      int number = call;
      assertThat(run(gate, new Work.Alone<>(1, () -> number), NONE)).isEqualTo(call);
      assertThat(seen.answered).hasValue(call);
    }
  }

  @Test
  void refusesWhatDoesNotFitIntoTheQueueAndSaysWhenToComeBack() throws Exception {
    Gate gate = gate(1, 10);
    begin(gate, 1);
    Future<Integer> running = begun.getLast();
    begin(gate, 10);
    Future<Integer> queued = begun.getLast();
    until(() -> gate.queuedRows() == 10);

    assertThatThrownBy(() -> run(gate, waiting(1), NONE))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.problem().kind()).isEqualTo(Problem.Kind.BUSY);
              assertThat(e.headers()).containsEntry("Retry-After", "1");
            });

    open.countDown();
    assertThat(running.get()).isEqualTo(1);
    assertThat(queued.get()).isEqualTo(10);
    assertThat(seen.count(Observer.Refusal.QUEUE_FULL)).isEqualTo(1);
    // The last one is told of a moment after its answer.
    until(() -> ended.get() == 3);
  }

  @Test
  void retryAfterGrowsWithWhatWaits() throws Exception {
    Gate gate = gate(1, 30);
    for (int call = 0; call < 120; call++) {
      gate.learn(1, 500_000_000);
    }
    begin(gate, 1);
    begin(gate, 30);
    until(() -> gate.queuedRows() == 30);

    assertThatThrownBy(() -> run(gate, waiting(1), NONE))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(Integer.parseInt(String.valueOf(e.headers().get("Retry-After"))))
                    .isBetween(14, 15));
  }

  @Test
  void refusesAtOnceWhoWouldWaitTooLong() throws Exception {
    Gate gate = gate(1, 1_000, Duration.ofMillis(20));
    for (int call = 0; call < 100; call++) {
      gate.learn(1, 10_000_000);
    }
    begin(gate, 1);
    begin(gate, 3);
    until(() -> gate.queuedRows() == 3);

    assertThatThrownBy(() -> run(gate, waiting(1), NONE))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.BUSY));
  }

  @Test
  void refusesNobodyByWhatTheFirstCallsTook() throws Exception {
    Gate gate = gate(1, 1_000, Duration.ofMillis(20));
    gate.learn(1, 10_000_000_000L);
    begin(gate, 1);
    begin(gate, 3);
    until(() -> gate.queuedRows() == 3);

    begin(gate, 1);

    until(() -> gate.queuedRows() == 4);
  }

  @Test
  void whatIsLateIsNeverBegun() throws Exception {
    Gate gate = gate(1, 100);
    AtomicInteger done = new AtomicInteger();
    begin(gate, 1);
    Future<Integer> running = begun.getLast();
    long soon = System.nanoTime() + 50_000_000;
    Future<Integer> late =
        clients.submit(() -> run(gate, new Work.Alone<>(1, done::incrementAndGet), soon));

    assertThat(problem(late).kind()).isEqualTo(Problem.Kind.TIMEOUT);

    open.countDown();
    assertThat(running.get()).isEqualTo(1);
    assertThat(run(gate, doubled(4, "a"), NONE)).isEqualTo(8);
    assertThat(done.get()).isZero();
    assertThat(gate.queuedRows()).isZero();
    assertThat(seen.count(Observer.Refusal.DEADLINE)).isEqualTo(1);
  }

  @Test
  void aDeadlineThatPassesDuringTheCallIsToldAtOnceButTheHoldLastsAsLongAsTheCall()
      throws Exception {
    Gate gate = gate(1, 100);
    long soon = System.nanoTime() + 50_000_000;

    Future<Integer> late = clients.submit(() -> run(gate, waiting(1), soon));

    assertThat(problem(late).kind()).isEqualTo(Problem.Kind.TIMEOUT);
    assertThat(ended.get()).isZero();
    open.countDown();
    until(() -> ended.get() == 1);
  }

  @Test
  void anInterruptTakesWorkOutOfTheQueue() throws Exception {
    Gate gate = gate(1, 100);
    begin(gate, 1);
    CountDownLatch given = new CountDownLatch(1);
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              try {
                run(gate, waiting(5), NONE);
              } catch (ProblemException e) {
                given.countDown();
              }
            });
    until(() -> gate.queuedRows() == 5);

    client.interrupt();

    assertThat(given.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(gate.queuedRows()).isZero();
    assertThat(seen.count(Observer.Refusal.CANCELLED)).isEqualTo(1);
  }

  @Test
  void joinsWhatQueuedMeanwhileAndSplitsTheAnswers() throws Exception {
    Gate gate = gate(1, 100);
    begin(gate, 1);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int input = 1; input <= 20; input++) {
      int number = input;
      int before = gate.queuedRows();
      answers.add(clients.submit(() -> run(gate, doubled(number, "a"), NONE)));
      until(() -> gate.queuedRows() > before);
    }

    open.countDown();

    for (int input = 1; input <= 20; input++) {
      assertThat(answers.get(input - 1).get()).isEqualTo(2 * input);
    }
    assertThat(calls).extracting(List::size).containsExactly(8, 8, 4);
  }

  @Test
  void joinsOnlyWhatIsOfOneForm() throws Exception {
    Gate gate = gate(1, 100);
    begin(gate, 1);
    List<Future<Integer>> answers = new ArrayList<>();
    for (String form : List.of("a", "a", "b", "a")) {
      int before = gate.queuedRows();
      answers.add(clients.submit(() -> run(gate, doubled(before, form), NONE)));
      until(() -> gate.queuedRows() > before);
    }

    open.countDown();

    for (int number = 0; number < 4; number++) {
      assertThat(answers.get(number).get()).isBetween(0, 8);
    }
    assertThat(calls).extracting(List::size).containsExactly(2, 1, 1);
  }

  @Test
  void onlyTheCulpritOfAJoinedCallFails() throws Exception {
    Gate gate = gate(1, 100);
    begin(gate, 1);
    List<Future<Integer>> answers = new ArrayList<>();
    for (int input : new int[] {1, -1, 3}) {
      int before = gate.queuedRows();
      answers.add(clients.submit(() -> run(gate, doubled(input, "a"), NONE)));
      until(() -> gate.queuedRows() > before);
    }

    open.countDown();

    assertThat(answers.get(0).get()).isEqualTo(2);
    assertThatThrownBy(() -> answers.get(1).get())
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(answers.get(2).get()).isEqualTo(6);
    until(() -> seen.failed.get() == 1);
  }
}
