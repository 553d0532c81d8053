package dev.evenkeel.registry.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What metrics of runs promise, on either database.
abstract class MetricsContract extends TrackingContract {
  private static final Comparator<Metric> ORDER =
      Comparator.comparingLong(Metric::millis)
          .thenComparingLong(Metric::step)
          .thenComparingDouble(Points::stored)
          .thenComparing(point -> Double.isNaN(point.value()));

  private List<Metric> latest(String id) {
    return runs.find(id).orElseThrow().metrics();
  }

  private List<Metric> history(String id, String key) {
    return runs.history(id, key, Optional.empty(), 1_000).points();
  }

  @Test
  void theLatestPointIsThatOfTheGreatestStepThenTimeThenValue() {
    String id = run();

    runs.log(id, metrics(point("f1", 0.5, 10, 3)));
    runs.log(id, metrics(point("f1", 0.9, 99, 2)));
    assertThat(latest(id)).containsExactly(new Metric("f1", 0.5, 10, 3));

    runs.log(id, metrics(point("f1", 0.4, 11, 3)));
    assertThat(latest(id)).containsExactly(new Metric("f1", 0.4, 11, 3));

    runs.log(id, metrics(point("f1", 0.45, 11, 3), point("f1", 0.41, 11, 3)));
    assertThat(latest(id)).containsExactly(new Metric("f1", 0.45, 11, 3));
  }

  @Test
  void anIdenticalPointIsKeptOnce() {
    String id = run();

    runs.log(id, metrics(point("f1", 1, 1, 1), point("f1", 1, 1, 1)));
    runs.log(id, metrics(point("f1", 1, 1, 1), point("f1", 2, 1, 1)));

    assertThat(history(id, "f1"))
        .containsExactly(new Metric("f1", 1, 1, 1), new Metric("f1", 2, 1, 1));
  }

  @Test
  void whatIsNoNumberOrInfiniteComesBackAsItWas() {
    String id = run();

    runs.log(
        id,
        metrics(
            point("nan", Double.NaN, 1, 1),
            point("up", Double.POSITIVE_INFINITY, 1, 1),
            point("down", Double.NEGATIVE_INFINITY, 1, 1),
            point("tiny", Double.MIN_VALUE, 1, 1)));
    runs.log(id, metrics(point("nan", Double.NaN, 1, 1), point("nan", 0, 1, 1)));

    assertThat(latest(id))
        .containsExactly(
            new Metric("down", Double.NEGATIVE_INFINITY, 1, 1),
            new Metric("nan", Double.NaN, 1, 1),
            new Metric("tiny", Double.MIN_VALUE, 1, 1),
            new Metric("up", Double.POSITIVE_INFINITY, 1, 1));
    assertThat(history(id, "nan"))
        .containsExactly(new Metric("nan", 0, 1, 1), new Metric("nan", Double.NaN, 1, 1));
  }

  @Test
  void whateverTheOrderTheLatestAndTheHistoryAreThoseOfAModelInMemory() {
    Seeds.each(
        20,
        random -> {
          String id = run();
          List<Measurement> logged =
              IntStream.range(0, 60).mapToObj(_ -> randomPoint(random)).toList();
          for (int start = 0; start < logged.size(); ) {
            int end = Math.min(logged.size(), start + 1 + random.nextInt(20));
            runs.log(id, metrics(logged.subList(start, end).toArray(Measurement[]::new)));
            start = end;
          }

          Map<String, List<Metric>> expected =
              logged.stream().map(Measurement::metric).collect(Collectors.groupingBy(Metric::key));
          expected.forEach((key, points) -> {
            assertThat(history(id, key))
                .isEqualTo(new HashSet<>(points).stream().sorted(ORDER).toList());
            assertThat(pages(id, key, 3)).isEqualTo(history(id, key));
            Comparator<Metric> newest =
                Comparator.comparingLong(Metric::step)
                    .thenComparingLong(Metric::millis)
                    .thenComparingDouble(Points::stored);
            Metric best = points.stream().max(newest).orElseThrow();
            assertThat(latest(id))
                .filteredOn(each -> each.key().equals(key))
                .singleElement()
                .matches(each -> newest.compare(each, best) == 0);
          });
        });
  }

  private static Measurement randomPoint(RandomGenerator random) {
    double[] values = {0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    return point(
        "m" + random.nextInt(3),
        values[random.nextInt(values.length)],
        random.nextInt(3),
        random.nextInt(-1, 3));
  }

  private List<Metric> pages(String id, String key, int limit) {
    List<Metric> all = new ArrayList<>();
    Optional<Metric> after = Optional.empty();
    while (true) {
      Runs.History page = runs.history(id, key, after, limit);
      all.addAll(page.points());
      if (page.isLast()) {
        return all;
      }
      assertThat(page.points()).hasSize(limit);
      after = Optional.of(page.points().getLast());
    }
  }

  @Test
  void anUnknownRunHasNoHistory() {
    assertThat(history("0123", "f1")).isEmpty();
    assertThat(history(run(), "f1")).isEmpty();
  }

  @Test
  void eightWritersOfOneRunAtOnceLoseNothing() throws Exception {
    String id = run();
    int writers = 8;
    int batches = 25;
    CyclicBarrier start = new CyclicBarrier(writers);
    try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int mine = writer;
        running.add(
            threads.submit(() -> {
              start.await();
              for (int batch = 0; batch < batches; batch++) {
                runs.log(id, shared(mine, batch));
              }
              return mine;
            }));
      }
      for (Future<Integer> each : running) {
        each.get();
      }
    }

    Map<String, Metric> latest =
        latest(id).stream().collect(Collectors.toMap(Metric::key, Function.identity()));
    assertThat(latest).hasSize(10);
    assertThat(latest.values())
        .allSatisfy(point ->
            assertThat(point).isEqualTo(new Metric(point.key(), writers - 1, 7, batches - 1)));
    assertThat(history(id, "m3")).hasSize(writers * batches);
    assertThat(runs.find(id).orElseThrow().params()).hasSize(1);
  }

  /// The same keys from each writer, in an order of its own: the last step of the highest writer is
  /// the latest.
  private static Batch shared(int writer, int batch) {
    List<Measurement> points = new ArrayList<>();
    for (int key = 0; key < 10; key++) {
      points.add(point("m" + (writer % 2 == 0 ? key : 9 - key), writer, 7, batch));
    }
    return new Batch(points, List.of(pair("seed", "42")), List.of(pair("writer", "" + writer)));
  }
}
