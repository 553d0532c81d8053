package dev.evenkeel.automation;

import dev.evenkeel.base.SimulatedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Sends rows in the order in which they happened, and tells the truth about each when it is due.
final class DayTraffic implements AutoCloseable {
  private static final int AT_ONCE = 16;

  private final String model;
  private final Duration delay;
  private final Traffic traffic;
  private final SimulatedClock clock;
  private final Runnable logged;
  private final Deque<Due> pending = new ArrayDeque<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
  private long sent;
  private long refused;
  private long failed;

  /// @param logged waits until predictions that were answered can be found
  DayTraffic(String model, Duration delay, Traffic traffic, SimulatedClock clock, Runnable logged) {
    this.model = model;
    this.delay = delay;
    this.traffic = traffic;
    this.clock = clock;
    this.logged = logged;
  }

  private record Due(Instant at, String predictionId, Object truth) {}

  long sent() {
    return sent;
  }

  long refused() {
    return refused;
  }

  long failed() {
    return failed;
  }

  void resetCounts() {
    sent = 0;
    refused = 0;
    failed = 0;
  }

  /// A row that was asked before this process began and whose truth is still to come.
  void expect(HistoryRow row, String predictionId) {
    row.truth().ifPresent(truth -> pending.add(new Due(row.at().plus(delay), predictionId, truth)));
  }

  /// Sends the rows of one moment.
  void send(List<HistoryRow> rows) {
    List<Callable<Traffic.Answer>> calls = new ArrayList<>();
    for (HistoryRow row : rows) {
      calls.add(() -> traffic.predict(model, row.key(), row.inputs()));
    }
    List<Traffic.Answer> answers = all(calls);
    for (int index = 0; index < answers.size(); index++) {
      sent++;
      switch (answers.get(index)) {
        case Traffic.Answer.Predicted(String id) -> expect(rows.get(index), id);
        case Traffic.Answer.Refused _ -> refused++;
        case Traffic.Answer.Failed _ -> failed++;
      }
    }
  }

  /// Tells every truth that is due until now, each at its own time.
  void tellUntil(Instant now) {
    while (!pending.isEmpty() && !pending.getFirst().at().isAfter(now)) {
      Instant at = pending.getFirst().at();
      List<Callable<String>> calls = new ArrayList<>();
      while (!pending.isEmpty() && pending.getFirst().at().equals(at)) {
        Due due = pending.removeFirst();
        calls.add(() -> traffic.tell(due.predictionId(), due.truth()));
      }
      clock.moveTo(at.isAfter(clock.now()) ? at : clock.now());
      logged.run();
      sent += calls.size();
      failed += all(calls).stream().filter(why -> !why.isEmpty()).count();
    }
  }

  @Override
  public void close() {
    workers.close();
  }

  private <T> List<T> all(List<Callable<T>> calls) {
    try {
      List<T> answers = new ArrayList<>();
      for (Future<T> answer : workers.invokeAll(calls)) {
        answers.add(answer.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot replay: interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot replay: a client failed", e.getCause());
    }
  }
}
