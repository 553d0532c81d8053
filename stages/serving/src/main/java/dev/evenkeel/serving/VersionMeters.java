package dev.evenkeel.serving;

import dev.evenkeel.serving.load.Observer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// The figures of a version, found once and not at each request. They go when it does.
final class VersionMeters implements Observer {
  private static final Duration[] BOUNDS =
      Stream.of(
              50,
              100,
              250,
              500,
              1_000,
              2_500,
              5_000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_500_000,
              5_000_000,
              10_000_000)
          .map(micros -> Duration.ofNanos(micros * 1_000L))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final String model;
  private final Tags tags;
  private final VersionStatistics statistics;
  private final List<Meter> all = new CopyOnWriteArrayList<>();
  private final Map<Served, Counter> served = new ConcurrentHashMap<>();
  private final Map<String, Timer> durations = new ConcurrentHashMap<>();
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final Map<Lease.Phase, Timer> phases = new ConcurrentHashMap<>();
  private final Timer queue;
  private final Timer compute;
  private final Counter rows;
  private final DistributionSummary batchRows;

  private record Served(String protocol, String alias, Lease.Outcome outcome) {}

  VersionMeters(MeterRegistry registry, String model, int number, VersionStatistics statistics) {
    this.registry = registry;
    this.model = model;
    this.tags = Tags.of("model", model, "version", String.valueOf(number));
    this.statistics = statistics;
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
      refusals.put(
          reason, kept(registry.counter("evenkeel.rejected", tags.and("reason", lower(reason)))));
    }
    queue = phase("queue");
    compute = phase("compute");
    rows = kept(registry.counter("evenkeel.prediction.rows", tags));
    batchRows =
        kept(
            DistributionSummary.builder("evenkeel.batch.rows")
                .tags(tags)
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024)
                .register(registry));
  }

  /// Shows a figure of the version itself.
  <T> void gauge(String name, T of, ToDoubleFunction<T> figure) {
    kept(Gauge.builder(name, of, figure).tags(tags).register(registry));
  }

  void loaded(long nanos) {
    timer("evenkeel.model.load", tags).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts a request from its routing to its end.
  ///
  /// @param alias empty when a number was asked for
  void served(String protocol, String alias, Lease.Outcome outcome, long nanos) {
    served
        .computeIfAbsent(
            new Served(protocol, alias, outcome),
            key ->
                kept(
                    registry.counter(
                        "evenkeel.predictions",
                        tags.and("protocol", protocol, "alias", alias, "outcome", lower(outcome)))))
        .increment();
    durations
        .computeIfAbsent(
            protocol, key -> timer("evenkeel.prediction.duration", tags.and("protocol", protocol)))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  void spent(Lease.Phase phase, long nanos) {
    phases.computeIfAbsent(phase, _ -> phase(lower(phase))).record(nanos, TimeUnit.NANOSECONDS);
  }

  /// Counts for the model and not for its version, so that it stays when that goes.
  void violated(Map<Violations.Broken, Integer> counts) {
    counts.forEach((broken, count) ->
        registry
            .counter(
                "evenkeel.contract.violations",
                "model",
                model,
                "field",
                broken.field(),
                "rule",
                broken.rule())
            .increment(count));
  }

  long refusals(Refusal reason) {
    LongAdder count = refused.get(reason);
    return count == null ? 0 : count.sum();
  }

  @Override
  public void answered(int rowsOfIt, long queuedNanos, long computedNanos) {
    statistics.succeeded(rowsOfIt, queuedNanos, computedNanos);
    rows.increment(rowsOfIt);
    if (queuedNanos > 0) {
      queue.record(queuedNanos, TimeUnit.NANOSECONDS);
    }
    compute.record(computedNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void failed(long computedNanos) {
    statistics.failed(computedNanos);
  }

  @Override
  public void called(int rowsOfIt) {
    statistics.called();
    batchRows.record(rowsOfIt);
  }

  @Override
  public void refused(Refusal reason) {
    LongAdder count = refused.get(reason);
    Counter counter = refusals.get(reason);
    if (count != null && counter != null) {
      count.increment();
      counter.increment();
    }
  }

  /// Takes the figures away, for good or for the same version loaded again.
  void close() {
    all.forEach(registry::remove);
    all.clear();
  }

  private Timer phase(String name) {
    return timer("evenkeel.prediction.phase", tags.and("phase", name));
  }

  private Timer timer(String name, Tags with) {
    return kept(Timer.builder(name).tags(with).serviceLevelObjectives(BOUNDS).register(registry));
  }

  private <M extends Meter> M kept(M meter) {
    all.add(meter);
    return meter;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
