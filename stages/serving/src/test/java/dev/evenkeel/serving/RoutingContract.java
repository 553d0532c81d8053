package dev.evenkeel.serving;

import static dev.evenkeel.serving.Serving.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.Prediction;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.serving.DeploymentSettings.Share;
import dev.evenkeel.serving.ServingOverview.State;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where requests go, on any database, with models whose behaviour the test decides.
@Timeout(120)
abstract class RoutingContract {
  static final String M = TestModels.NAME;
  private static final Selector TRAFFIC = new Selector.Traffic();
  private static final Frame ROW = new Frame(1, Map.of("x", new Frame.Numbers(new double[] {1.5})));

  @TempDir Path folder;
  private Serving serving;

  abstract Database open();

  @BeforeEach
  void start() {
    serving = new Serving(open(), folder);
  }

  @AfterEach
  void stop() {
    serving.close();
  }

  private static ServingSettings memory(long bytes) {
    ServingSettings usual = ServingSettings.defaults();
    return new ServingSettings(
        0,
        usual.queueRowsMax(),
        usual.queueTimeMax(),
        usual.batchRowsMax(),
        usual.timeout(),
        bytes,
        usual.modelBytesMax(),
        List.of(),
        false);
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Answers this number.
  private static FakeRuntime.Behaviour answering(double number) {
    return new FakeRuntime.Behaviour() {
      @Override
      double[] predict(Frame rows) {
        double[] answers = new double[rows.rows()];
        Arrays.fill(answers, number);
        return answers;
      }
    };
  }

  private ModelVersion fake(String name) {
    return serving.register(TestModels.fake(M, name));
  }

  private ModelVersion working(String name, double number) {
    serving.runtime.behaviours.put(name, answering(number));
    return fake(name);
  }

  private static DeploymentSettings split(Share... shares) {
    return new DeploymentSettings(List.of(shares), 0, "");
  }

  private static DeploymentSettings shadow(int version) {
    return new DeploymentSettings(List.of(), version, "");
  }

  private void set(DeploymentSettings settings) {
    serving.deployments.set(M, settings, "ann", "a canary");
  }

  private int routed(String key) {
    return Serving.routed(serving.deployments, TRAFFIC, key);
  }

  private List<Prediction> ask(Deployments deployments) {
    try (Lease lease = deployments.acquire(M, TRAFFIC, "")) {
      List<Prediction> answers = lease.score(ROW, Long.MAX_VALUE);
      lease.answered(ROW, answers);
      return answers;
    }
  }

  private ServingOverview.Model overview() {
    return serving.deployments.overview().models().getFirst();
  }

  @Test
  void trafficIsSplitByKeyTheSameOnEveryNode() {
    serving.promote(working("one", 1));
    working("two", 2);
    set(split(new Share(1, 7_000), new Share(2, 3_000)));
    try (Deployments other = serving.deployments(ServingSettings.defaults())) {
      other.loadChampions();

      int second = 0;
      for (int user = 0; user < 2_000; user++) {
        String key = "user-" + user;
        int version = routed(key);
        assertThat(Serving.routed(other, TRAFFIC, key)).isEqualTo(version);
        second += version == 2 ? 1 : 0;
      }

      assertThat(second).isBetween(500, 700);
      assertThat(overview().versions()).extracting(v -> v.percent()).containsExactly(70.0, 30.0);
    }
  }

  @Test
  void aPromotionEndsTheSplitButNotTheShadow() {
    serving.promote(working("one", 1));
    ModelVersion two = working("two", 2);
    working("three", 3);
    serving.deployments.set(
        M,
        new DeploymentSettings(List.of(new Share(1, 5_000), new Share(2, 5_000)), 3, "x"),
        "ann",
        "");
    serving.clock.moveTo(Serving.START.plusSeconds(1));

    serving.promote(two);
    serving.promote(serving.models.version(M, 1).orElseThrow());
    serving.promote(two);

    for (int user = 0; user < 100; user++) {
      assertThat(routed("user-" + user)).isEqualTo(2);
    }
    assertThat(overview().settings()).isEqualTo(new DeploymentSettings(List.of(), 3, "x"));
    assertThat(serving.deployments.stickyField(M)).isEqualTo("x");
  }

  @Test
  void aSplitWithAVersionThatCannotBeLoadedChangesNothing() {
    serving.promote(working("one", 1));
    fake("broken");

    Problem problem = problem(() -> set(split(new Share(1, 5_000), new Share(2, 5_000))));

    assertThat(problem.what()).contains("the fake is broken");
    assertThat(routed("a")).isEqualTo(1);
    assertThat(overview().settings()).isEqualTo(DeploymentSettings.champion());
  }

  @Test
  void aStickyFieldMustBeOneOfTheModel() {
    serving.promote(working("one", 1));

    Problem problem = problem(() -> set(new DeploymentSettings(List.of(), 0, "user_id")));

    assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(problem.what()).contains("no field `user_id`");
  }

  @Test
  void aChampionThatCannotBeLoadedLeavesTheOldOneAndSaysWhy() {
    serving.promote(working("one", 1));

    serving.promote(fake("broken"));

    assertThat(ask(serving.deployments).getFirst().value()).isEqualTo(1);
    assertThat(overview().state()).isEqualTo(State.READY);
    assertThat(overview().reason()).isEqualTo("version 2: the fake is broken");
    assertThat(overview().versions())
        .extracting(ServingOverview.Version::number, ServingOverview.Version::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, State.READY),
            org.assertj.core.groups.Tuple.tuple(2, State.UNAVAILABLE));
    assertThat(serving.deployments.notReady()).isEmpty();
    assertThat(serving.runtime.closed).isEmpty();
  }

  @Test
  void aVersionThatAnswersKnownRowsWithNoNumberIsNotPromotedToTraffic() {
    serving.promote(working("one", 1));
    ask(serving.deployments);

    serving.promote(working("nan", Double.NaN));

    assertThat(ask(serving.deployments).getFirst().value()).isEqualTo(1);
    assertThat(overview().reason()).contains("an answer is no number");
    assertThat(serving.runtime.closed).containsExactly("nan");
  }

  @Test
  void theOldVersionIsClosedWhenItsLastRequestIsAnsweredAndNotBefore() {
    serving.promote(working("one", 1));
    Lease lease = serving.deployments.acquire(M, TRAFFIC, "");

    serving.promote(working("two", 2));

    assertThat(routed("")).isEqualTo(2);
    assertThat(serving.runtime.closed).isEmpty();
    assertThat(lease.score(ROW, Long.MAX_VALUE).getFirst().value()).isEqualTo(1);
    lease.close();
    // The thread that computed lets go a moment after the answer.
    until(() -> !serving.runtime.closed.isEmpty());
    assertThat(serving.runtime.closed).containsExactly("one");
    lease.close();
    assertThat(serving.runtime.closed).hasSize(1);
  }

  @Test
  void damagedBytesNeverServe() throws Exception {
    serving.promote(working("one", 1));
    ModelVersion two = working("two", 2);
    String hex = two.artifactDigest().substring("sha256:".length());
    Path blob =
        folder.resolve("blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex.substring(2));
    java.nio.file.Files.writeString(blob, "one");

    serving.promote(two);

    assertThat(routed("")).isEqualTo(1);
    assertThat(overview().reason()).contains("its bytes have another digest");
  }

  @Test
  void anAliasLeadsToItsVersionAndKeepsItInMemory() {
    serving.promote(working("one", 1));
    working("two", 2);
    working("three", 3);
    Selector challenger = new Selector.Alias("challenger");
    assertThat(problem(() -> Serving.routed(serving.deployments, challenger, "")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);

    serving.aliases.set(M, "challenger", 2, "ann", "");
    assertThat(Serving.routed(serving.deployments, challenger, "")).isEqualTo(2);
    serving.aliases.set(M, "challenger", 3, "ann", "");
    assertThat(Serving.routed(serving.deployments, challenger, "")).isEqualTo(3);
    serving.aliases.remove(M, "challenger", "ann", "");

    assertThat(problem(() -> Serving.routed(serving.deployments, challenger, "")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(serving.runtime.closed).containsExactly("two", "three");
  }

  @Test
  void whatNobodyUsedForLongestGoesWhenMemoryIsShort() {
    serving.promote(working("one", 1));
    working("two", 2);
    working("three", 3);
    working("four", 4);
    try (Deployments small = serving.deployments(memory(3_000))) {
      small.loadChampions();
      serving.runtime.closed.clear();
      for (int number : new int[] {2, 3, 2, 4}) {
        assertThat(Serving.routed(small, new Selector.Version(number), "")).isEqualTo(number);
      }

      assertThat(serving.runtime.closed).containsExactly("three");
      assertThat(small.overview().memoryBytes()).isEqualTo(3_000);
      assertThat(small.overview().evictions()).isEqualTo(1);
      assertThat(Serving.routed(small, TRAFFIC, "")).isEqualTo(1);
    }
  }

  @Test
  void whatIsHeldIsNotEvictedAndTheNewcomerIsRefused() {
    serving.promote(working("one", 1));
    working("two", 2);
    working("three", 3);
    try (Deployments small = serving.deployments(memory(2_000))) {
      small.loadChampions();
      try (Lease held = small.acquire(M, new Selector.Version(2), "")) {
        Problem problem = problem(() -> Serving.routed(small, new Selector.Version(3), ""));

        assertThat(problem.kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
        assertThat(problem.what()).contains("3 needs 1,000 bytes");
        assertThat(held.score(ROW, Long.MAX_VALUE).getFirst().value()).isEqualTo(2);
      }
      assertThat(Serving.routed(small, new Selector.Version(3), "")).isEqualTo(3);
    }
  }

  @Test
  void aSwapNeedsNoRoomForBothForEver() {
    try (Deployments small = serving.deployments(memory(1_500))) {
      serving.promote(working("one", 1));
      serving.promote(working("two", 2));

      assertThat(Serving.routed(small, TRAFFIC, "")).isEqualTo(2);
      assertThat(small.overview().memoryBytes()).isEqualTo(1_000);
    }
  }

  @Test
  void aVersionThatManyWantAtOnceIsLoadedOnce() throws Exception {
    serving.promote(working("one", 1));
    CountDownLatch door = new CountDownLatch(1);
    serving.runtime.behaviours.put(
        "slow",
        new FakeRuntime.Behaviour() {
          @Override
          void load() {
            try {
              door.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException("Cannot load: interrupted", e);
            }
          }
        });
    fake("slow");
    int before = serving.runtime.loads.get();
    List<Future<Integer>> askers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int asker = 0; asker < 20; asker++) {
        askers.add(
            threads.submit(() -> Serving.routed(serving.deployments, new Selector.Version(2), "")));
      }
      try {
        until(() -> serving.runtime.loads.get() == before + 1);
        assertThat(overview().versions().getLast().state()).isEqualTo(State.LOADING);
        assertThat(routed("")).isEqualTo(1);
      } finally {
        // Nobody who waits for a load can be interrupted.
        door.countDown();
      }
    }

    for (Future<Integer> asker : askers) {
      assertThat(asker.get()).isEqualTo(2);
    }
    assertThat(serving.runtime.loads.get()).isEqualTo(before + 1);
  }

  @Test
  void aShadowIsAskedTheSameAndOnlyCompared() {
    serving.promote(working("one", 1));
    working("two", 1.25);
    set(shadow(2));

    for (int request = 0; request < 10; request++) {
      assertThat(ask(serving.deployments).getFirst().value()).isEqualTo(1);
    }

    until(() -> overview().shadow().orElseThrow().rows() == 10);
    ServingOverview.Shadow seen = overview().shadow().orElseThrow();
    assertThat(seen.agreed()).isZero();
    assertThat(seen.meanDifference()).isEqualTo(0.25);
    assertThat(seen.largestDifference()).isEqualTo(0.25);
    assertThat(
            serving
                .meters
                .counter("evenkeel.shadow.disagreements", "model", M, "version", "2")
                .count())
        .isEqualTo(10);
    assertThat(overview().versions().getLast().requests()).isZero();
  }

  @Test
  void aShadowThatFailsIsCountedAndHarmsNobody() {
    serving.promote(working("one", 1));
    serving.runtime.behaviours.put(
        "failing",
        new FakeRuntime.Behaviour() {
          private boolean warm;

          @Override
          double[] predict(Frame rows) {
            if (warm) {
              throw new IllegalStateException("Cannot predict: it is meant to fail");
            }
            warm = true;
            return new double[rows.rows()];
          }
        });
    fake("failing");
    set(shadow(2));

    assertThat(ask(serving.deployments).getFirst().value()).isEqualTo(1);

    until(() -> overview().shadow().orElseThrow().failed() == 1);
  }

  @Test
  void aDeadWorkerMakesTheProcessNotReady() {
    FakeRuntime.Behaviour behaviour = answering(1);
    serving.runtime.behaviours.put("one", behaviour);
    serving.promote(fake("one"));
    assertThat(serving.deployments.notReady()).isEmpty();

    behaviour.isAlive = false;

    assertThat(serving.deployments.notReady())
        .containsExactly("model home-sales: what runs version 1 has died");
  }

  @Test
  void anUnloadedModelAnswersNothingUntilItIsLoadedAgain() {
    serving.promote(working("one", 1));

    serving.deployments.unload(M);

    assertThat(serving.runtime.closed).containsExactly("one");
    assertThat(problem(() -> routed("")).kind()).isEqualTo(Problem.Kind.NOT_SERVING);
    assertThat(problem(() -> Serving.routed(serving.deployments, new Selector.Version(1), "")))
        .extracting(Problem::what)
        .isEqualTo("model `home-sales` was unloaded");
    assertThat(overview().state()).isEqualTo(State.UNAVAILABLE);
    serving.deployments.load(M);
    assertThat(routed("")).isEqualTo(1);
    assertThat(problem(() -> serving.deployments.load("nothing")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void aProcessThatStopsIsNotReadyButAnswers() {
    serving.promote(working("one", 1));

    serving.deployments.stopping();

    assertThat(serving.deployments.notReady()).containsExactly("the process stops");
    assertThat(routed("")).isEqualTo(1);
  }

  @Test
  void countsWhatBecameOfARequestAndForgetsItWithTheVersion() {
    serving.promote(working("one", 1));
    ask(serving.deployments);
    try (Lease lease = serving.deployments.acquire(M, new Selector.Version(1), "", "oip")) {
      lease.became(Lease.Outcome.REFUSED);
    }
    serving.deployments.acquire(M, TRAFFIC, "").close();

    assertThat(
            serving.meters.find("evenkeel.predictions").counters().stream()
                .map(counter ->
                    counter.getId().getTag("protocol")
                        + " "
                        + counter.getId().getTag("alias")
                        + " "
                        + counter.getId().getTag("outcome")
                        + " "
                        + (long) counter.count()))
        .containsExactlyInAnyOrder("other champion answered 1", "oip  refused 1");
    until(() -> serving.meters.get("evenkeel.prediction.rows").counter().count() > 0);
    assertThat(serving.meters.get("evenkeel.prediction.rows").counter().count()).isEqualTo(1);
    assertThat(overview().versions().getFirst().requests()).isEqualTo(1);
    serving.promote(working("two", 2));
    until(() -> serving.meters.find("evenkeel.predictions").counters().isEmpty());
    assertThat(serving.meters.find("evenkeel.predictions").counters()).isEmpty();
  }
}
