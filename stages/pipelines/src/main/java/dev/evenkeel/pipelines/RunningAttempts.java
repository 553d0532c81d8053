package dev.evenkeel.pipelines;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The attempts that this process works on, each on a thread of its own, so that one can be stopped
/// when it takes too long or nobody wants it any more.
// Threads of the platform: a trainer in native code would pin the carriers of virtual ones, and
// with them every request of the server.
final class RunningAttempts {
  /// How long an attempt may take to stop before it is left alone.
  private static final Duration GRACE = Duration.ofSeconds(30);

  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /// As long as the queue's lease: whoever has not seen its step for longer may have lost it.
  private static final long UNSEEN_NANOS = Duration.ofSeconds(20).toNanos();

  private static final Logger LOG = LoggerFactory.getLogger(RunningAttempts.class);

  private final Map<String, Running> running = new ConcurrentHashMap<>();

  /// Why an attempt was stopped.
  private enum Stop {
    TIMEOUT,
    CANCEL,
    SHUTDOWN
  }

  private static final class Running {
    final CountDownLatch stopped = new CountDownLatch(1);
    final CountDownLatch done = new CountDownLatch(1);
    final AtomicReference<Optional<StepEnd>> end = new AtomicReference<>(Optional.empty());
    final AtomicReference<Optional<Stop>> why = new AtomicReference<>(Optional.empty());

    void stop(Stop reason) {
      if (why.compareAndSet(Optional.empty(), Optional.of(reason))) {
        stopped.countDown();
      }
    }
  }

  /// Which steps are at work, as `run/step`.
  Set<String> keys() {
    return Set.copyOf(running.keySet());
  }

  /// Asks an attempt to stop; nothing when it does not run here.
  void stop(String key) {
    Optional.ofNullable(running.get(key)).ifPresent(one -> one.stop(Stop.CANCEL));
  }

  /// Whether an attempt is to stop for good, rather than since its server does.
  boolean isUnwanted(String key) {
    return Optional.ofNullable(running.get(key))
        .flatMap(one -> one.why.get())
        .filter(why -> why != Stop.SHUTDOWN)
        .isPresent();
  }

  /// Does the work and waits for its end.
  ///
  /// @param wanted asked each second whether the attempt is still this worker's to do
  /// @throws IllegalStateException when this thread is interrupted, as a queue that stops does: the
  ///   work comes again
  StepEnd run(
      String key, Optional<Duration> timeout, BooleanSupplier wanted, Supplier<StepEnd> work) {
    Running mine = new Running();
    running.put(key, mine);
    Thread thread =
        Thread.ofPlatform()
            .name("step " + key)
            .daemon()
            .unstarted(() -> {
              try {
                mine.end.set(Optional.of(work.get()));
              } catch (RuntimeException e) {
                // Whoever waits tells why it was stopped, or that nobody knows how it ended.
                LOG.debug("Step {} was stopped", key, e);
              } finally {
                mine.done.countDown();
                mine.stopped.countDown();
              }
            });
    thread.start();
    try {
      return await(mine, thread, timeout, wanted);
    } catch (InterruptedException e) {
      mine.stop(Stop.SHUTDOWN);
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot finish a step: interrupted", e);
    } finally {
      running.remove(key, mine);
    }
  }

  private static StepEnd await(
      Running mine, Thread thread, Optional<Duration> timeout, BooleanSupplier wanted)
      throws InterruptedException {
    long begun = System.nanoTime();
    long seen = begun;
    long limit = timeout.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    while (!mine.stopped.await(
        Math.clamp(limit - (System.nanoTime() - begun), 0, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
      long now = System.nanoTime();
      if (now - begun >= limit) {
        mine.stop(Stop.TIMEOUT);
      } else if (!isWanted(wanted, now - seen)) {
        mine.stop(Stop.CANCEL);
      } else {
        seen = System.nanoTime();
      }
    }
    Optional<Stop> why = mine.why.get();
    if (why.isPresent()) {
      thread.interrupt();
      mine.done.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      return switch (why.get()) {
        case TIMEOUT ->
            StepEnd.failed("it took longer than its %s".formatted(words(timeout)), true);
        case CANCEL, SHUTDOWN -> StepEnd.failed("it was stopped", false);
      };
    }
    return mine.end
        .get()
        .orElseThrow(() -> new IllegalStateException("Cannot tell how a step ended"));
  }

  /// A database that does not answer for a moment stops nothing; one that does not for as long as a
  /// lease may have given the step to somebody else.
  private static boolean isWanted(BooleanSupplier wanted, long unseen) {
    try {
      return wanted.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn("Cannot see whether a step is still wanted", e);
      return unseen < UNSEEN_NANOS;
    }
  }

  private static String words(Optional<Duration> timeout) {
    return timeout
        .map(Duration::toString)
        .orElse("")
        .substring(2)
        .toLowerCase(java.util.Locale.ROOT);
  }
}
