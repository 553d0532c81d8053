package dev.evenkeel.serving;

import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks shadow versions what others answered, behind the answers and by one thread. Under load this
/// goes first: when anything waits for an answer, nothing is asked.
final class Shadows implements AutoCloseable {
  private static final int WAITING_MAX = 1_000;
  private static final double SAME = 1e-6;
  private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);

  private final MeterRegistry registry;
  private final LastRows lastRows;
  private final Function<String, @Nullable Resident> shadowOf;
  private final BlockingQueue<Task> queue = new ArrayBlockingQueue<>(WAITING_MAX);
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
  private final Thread thread;

  /// @param shadowOf the shadow of a model; null for none
  Shadows(
      MeterRegistry registry, LastRows lastRows, Function<String, @Nullable Resident> shadowOf) {
    this.registry = registry;
    this.lastRows = lastRows;
    this.shadowOf = shadowOf;
    this.thread = Thread.ofPlatform().name("shadow").daemon().start(this::work);
  }

  private record Task(Resident shadow, String model, Frame rows, List<Prediction> answers) {}

  /// How far a shadow is from what answered.
  private static final class Tally {
    private final LongAdder rows = new LongAdder();
    private final LongAdder agreed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final DoubleAdder difference = new DoubleAdder();
    private volatile double largest;

    void add(boolean agrees, double by) {
      rows.increment();
      if (agrees) {
        agreed.increment();
      }
      difference.add(by);
      largest = Math.max(largest, by);
    }
  }

  /// Takes what was answered. Never blocks.
  void offer(Resident answeredBy, Frame rows, List<Prediction> answers) {
    String model = answeredBy.model();
    lastRows.add(model, rows);
    Resident shadow = shadowOf.apply(model);
    if (shadow == null || shadow == answeredBy || answers.size() != rows.rows()) {
      return;
    }
    boolean isBusy = answeredBy.gate().queuedRows() > 0;
    if (isBusy || !shadow.hold()) {
      tally(model, shadow.number()).dropped.add(rows.rows());
    } else if (!queue.offer(new Task(shadow, model, rows, answers))) {
      shadow.release();
      tally(model, shadow.number()).dropped.add(rows.rows());
    }
  }

  /// What was seen of a shadow since this process began.
  ServingOverview.Shadow summary(String model, int number) {
    Tally tally = tally(model, number);
    long rows = tally.rows.sum();
    return new ServingOverview.Shadow(
        number,
        rows,
        tally.agreed.sum(),
        rows == 0 ? 0 : tally.difference.sum() / rows,
        tally.largest,
        tally.failed.sum(),
        tally.dropped.sum());
  }

  private Tally tally(String model, int number) {
    return tallies.computeIfAbsent(model + "@" + number, _ -> new Tally());
  }

  private void work() {
    try {
      while (true) {
        Task task = queue.take();
        try {
          compare(task);
        } finally {
          task.shadow().release();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Shadows are asked no more", e);
    }
  }

  private void compare(Task task) {
    Tally tally = tally(task.model(), task.shadow().number());
    if (!LastRows.fits(
        task.rows(), task.shadow().deployed().version().description().signature().inputs())) {
      tally.failed.add(task.rows().rows());
      return;
    }
    try {
      List<Prediction> its = task.shadow().deployed().scorer().score(task.rows());
      for (int row = 0; row < its.size(); row++) {
        compare(task, tally, task.answers().get(row), its.get(row));
      }
    } catch (RuntimeException e) {
      tally.failed.add(task.rows().rows());
      LOG.debug("Shadow {} failed", task.shadow().deployed().version(), e);
    }
  }

  private void compare(Task task, Tally tally, Prediction answered, Prediction its) {
    boolean agrees;
    double by;
    if (answered.labelIndex() < 0) {
      by = Math.abs(answered.value() - its.value());
      agrees = by <= SAME * Math.max(1, Math.abs(answered.value()));
    } else {
      agrees = answered.label().equals(its.label());
      by = Math.abs(answered.probability() - probability(its, answered));
    }
    tally.add(agrees, by);
    if (!agrees) {
      registry
          .counter(
              "evenkeel.shadow.disagreements",
              "model",
              task.model(),
              "version",
              String.valueOf(task.shadow().number()))
          .increment();
    }
  }

  /// What the shadow gives to the label that was answered; labels are in one order, or it is 0.
  private static double probability(Prediction its, Prediction answered) {
    return answered.labelIndex() < its.probabilities().length
        ? its.probabilities()[answered.labelIndex()]
        : 0;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
