package dev.evenkeel.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the registry promises, on either database.
abstract class RegistryContract {
  private static final String MODEL = "home-sales";
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Gate PASSES = (challenger, champion) -> new Verdict.Pass("F1 0.9 > 0.8");

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private Database database;
  private BlobStore blobs;
  private Models models;
  private Promotions promotions;

  abstract Database open();

  @BeforeEach
  void openRegistry() {
    database = open();
    blobs = new LocalBlobStore(folder.resolve("blobs"));
    models = new Models(database, blobs, clock);
    promotions = new Promotions(database, models, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  static NewVersion trained(String model, Map<String, Double> metrics) {
    return trained(model, Optional.empty(), metrics);
  }

  static NewVersion trained(String model, Optional<String> run, Map<String, Double> metrics) {
    Target target = new Target.Classes("band", Duration.ofDays(30), List.of("low", "high"));
    return new NewVersion(
        model,
        new ModelDescription(
            new Signature(List.of()), List.of(), target, ModelDescription.XGBOOST_JSON),
        new byte[] {1, 2, 3},
        Optional.of(new byte[] {4}),
        "sales@7",
        run,
        "sha256:code",
        42,
        Map.of("depth", "5"),
        metrics);
  }

  private ModelVersion register() {
    return models.register(trained(MODEL, Map.of()));
  }

  private Verdict promote(ModelVersion version) {
    return promotions.promote(version, PASSES, "ann", verdict -> {});
  }

  private Optional<Integer> champion() {
    return models.champion(MODEL).map(ModelVersion::number);
  }

  private List<Integer> numbers(int before, int limit) {
    return models.versions(MODEL, before, limit).stream().map(ModelVersion::number).toList();
  }

  /// Runs both at the same moment, and answers what they answered.
  private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<T>> running = new ArrayList<>();
      for (Callable<T> each : List.of(one, other)) {
        running.add(
            threads.submit(() -> {
              start.await();
              return each.call();
            }));
      }
      return List.of(running.getFirst().get(), running.getLast().get());
    }
  }

  @Test
  void findsAVersionAsItWasRegistered() {
    Map<String, Double> metrics =
        Map.of("loss", 0.1, "undefined", Double.NaN, "worst", Double.POSITIVE_INFINITY);

    ModelVersion registered = models.register(trained(MODEL, metrics));

    assertThat(registered).hasToString("home-sales@1");
    assertThat(models.version(MODEL, 1)).contains(registered);
    assertThat(registered.at()).isEqualTo(MAY);
    assertThat(registered.metrics()).isEqualTo(metrics);
    assertThat(models.artifact(registered)).containsExactly(1, 2, 3);
    assertThat(models.profile(registered).orElseThrow()).containsExactly(4);
  }

  @Test
  void countsVersionsWithinTheirModel() {
    register();
    models.register(trained("churn", Map.of()));

    assertThat(register().number()).isEqualTo(2);
    assertThat(models.models()).containsExactly("churn", MODEL);
    assertThat(models.version("churn", 2)).isEmpty();
    assertThat(models.version("unknown", 1)).isEmpty();
  }

  @Test
  void refusesANameThatNoAddressCouldHold() {
    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class, () -> models.register(trained("home/sales", Map.of())));

    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(models.models()).isEmpty();
  }

  @Test
  void neverGivesTwoWritersTheSameNumber() throws Exception {
    Callable<List<Integer>> registerTwenty =
        () -> IntStream.range(0, 20).mapToObj(each -> register().number()).toList();

    List<List<Integer>> given = atOnce(registerTwenty, registerTwenty);

    assertThat(given.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 40).boxed().toList());
    assertThat(numbers(Integer.MAX_VALUE, 1_000)).hasSize(40);
  }

  @Test
  void givesAPipelineRunThatAsksAgainTheVersionItHas() throws Exception {
    NewVersion fromRun = trained(MODEL, Optional.of("run-1"), Map.of("loss", 0.1));
    ModelVersion first = models.register(fromRun);
    register();

    assertThat(models.register(fromRun)).isEqualTo(first);
    assertThat(atOnce(() -> models.register(fromRun), () -> models.register(fromRun)))
        .containsExactly(first, first);
    assertThat(models.register(trained(MODEL, Optional.of("run-2"), Map.of())).number())
        .isEqualTo(3);
    assertThat(models.register(trained("churn", Optional.of("run-1"), Map.of())).number())
        .isEqualTo(1);
  }

  @Test
  void leavesNoRowWhenTheBytesCannotBeStored() {
    Models broken = new Models(database, new FullDisk(), clock);

    assertThatThrownBy(() -> broken.register(trained(MODEL, Map.of())))
        .isInstanceOf(IllegalStateException.class);

    assertThat(models.models()).isEmpty();
    assertThat(register().number()).isEqualTo(1);
  }

  @Test
  void storesTheBytesBeforeTheRow() {
    database.write(sql -> {
      ModelVersion version = register();
      assertThat(blobs.has(version.artifactDigest())).isTrue();
      assertThat(blobs.has(version.profileDigest().orElseThrow())).isTrue();
      return version;
    });
  }

  @Test
  void listsVersionsNewestFirstPageByPage() {
    for (int version = 0; version < 5; version++) {
      register();
    }

    assertThat(numbers(Integer.MAX_VALUE, 2)).containsExactly(5, 4);
    assertThat(numbers(4, 2)).containsExactly(3, 2);
    assertThat(numbers(2, 2)).containsExactly(1);
    assertThat(numbers(1, 2)).isEmpty();
    assertThat(numbers(Integer.MAX_VALUE, -1)).isEmpty();
  }

  @Test
  void promotesTheFirstVersionWithoutAChampionToCompareWith() {
    ModelVersion first = register();
    List<Optional<ModelVersion>> seen = new ArrayList<>();
    Gate gate =
        (challenger, champion) -> {
          seen.add(champion);
          return new Verdict.Pass("the first");
        };

    Verdict verdict = promotions.promote(first, gate, "ann", each -> {});

    assertThat(verdict).isEqualTo(new Verdict.Pass("the first"));
    assertThat(seen).containsExactly(Optional.empty());
    assertThat(models.champion(MODEL)).contains(first);
    assertThat(models.moves(MODEL, Models.CHAMPION, 9))
        .containsExactly(new AliasMove(MODEL, Models.CHAMPION, 1, MAY, "ann", "the first"));
  }

  @Test
  void keepsWhereTheAliasHasBeenNewestFirst() {
    promote(register());
    clock.moveTo(JUNE);
    promote(register());
    promote(models.version(MODEL, 1).orElseThrow());

    assertThat(models.moves(MODEL, Models.CHAMPION, 9))
        .extracting(AliasMove::number)
        .containsExactly(1, 2, 1);
    assertThat(models.moves(MODEL, Models.CHAMPION, 2))
        .extracting(AliasMove::at)
        .containsExactly(JUNE, JUNE);
    assertThat(champion()).contains(1);
    assertThat(models.alias(MODEL, "challenger")).isEmpty();
    assertThat(models.moves("churn", Models.CHAMPION, 9)).isEmpty();
  }

  @Test
  void keepsTheChampionAndRecordsTheVerdictWhenTheGateDoesNotPass() {
    promote(register());
    ModelVersion challenger = register();
    List<Verdict> recorded = new ArrayList<>();
    List<AliasMove> told = new ArrayList<>();
    promotions.onMove(told::add);

    for (Verdict verdict :
        List.of(new Verdict.Fail("F1 0.7 < 0.8"), new Verdict.Inconclusive("12 rows"))) {
      Verdict answered =
          promotions.promote(challenger, (one, other) -> verdict, "policy", recorded::add);

      assertThat(answered).isEqualTo(verdict);
      assertThat(recorded).contains(verdict);
      assertThat(champion()).contains(1);
    }
    assertThat(told).isEmpty();
    assertThat(models.moves(MODEL, Models.CHAMPION, 9)).hasSize(1);
  }

  @Test
  void movesNothingWhenTheDecisionCannotBeRecorded() {
    ModelVersion first = register();
    List<AliasMove> told = new ArrayList<>();
    promotions.onMove(told::add);

    assertThatThrownBy(() ->
            promotions.promote(
                first,
                PASSES,
                "ann",
                verdict -> {
                  // Stands for a row of the decision: it must go with the move.
                  register();
                  throw new IllegalStateException("no decision");
                }))
        .hasMessage("no decision");

    assertThat(champion()).isEmpty();
    assertThat(numbers(Integer.MAX_VALUE, 9)).containsExactly(1);
    assertThat(told).isEmpty();
  }

  @Test
  void refusesWhenTheChampionChangedWhileItWasJudged() {
    promote(register());
    ModelVersion second = register();
    ModelVersion third = register();
    Gate slow =
        (challenger, champion) -> {
          promote(third);
          return new Verdict.Pass("better than 1");
        };

    ProblemException refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> promotions.promote(second, slow, "ann", verdict -> register()));

    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refused.problem().what()).contains("home-sales@2");
    assertThat(champion()).contains(3);
    assertThat(numbers(Integer.MAX_VALUE, 9)).containsExactly(3, 2, 1);
    assertThat(promote(second)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void letsOneOfTwoPass() throws Exception {
    for (int round = 0; round < 20; round++) {
      Optional<Integer> before = champion();
      CyclicBarrier judged = new CyclicBarrier(2);
      Gate together =
          (challenger, champion) -> {
            await(judged);
            return new Verdict.Pass("better than " + champion);
          };
      ModelVersion one = register();
      ModelVersion other = register();

      List<String> outcomes = atOnce(outcome(one, together), outcome(other, together));

      assertThat(outcomes).containsExactlyInAnyOrder("Pass", "CONFLICT");
      assertThat(champion()).isNotEqualTo(before);
      assertThat(models.moves(MODEL, Models.CHAMPION, 99)).hasSize(round + 1);
    }
  }

  private Callable<String> outcome(ModelVersion challenger, Gate gate) {
    return () -> {
      try {
        return promotions
            .promote(challenger, gate, "ann", verdict -> {})
            .getClass()
            .getSimpleName();
      } catch (ProblemException e) {
        return e.problem().kind().name();
      }
    };
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesAVersionThatWasTakenBack() {
    ModelVersion gone = register();
    models.forgetSince(MODEL, MAY);

    ProblemException refused = catchThrowableOfType(ProblemException.class, () -> promote(gone));

    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.moves(MODEL, Models.CHAMPION, 9)).isEmpty();
  }

  @Test
  void tellsOfAMoveOnceEverybodyCanSeeIt() {
    List<Optional<Integer>> seen = new ArrayList<>();
    promotions.onMove(move -> seen.add(CompletableFuture.supplyAsync(this::champion).join()));

    promote(register());

    assertThat(seen).containsExactly(Optional.of(1));
  }

  @Test
  void tellsOfAMoveInALargerTransactionWhenThatIsCommitted() {
    List<AliasMove> told = new ArrayList<>();
    promotions.onMove(told::add);

    database.write(sql -> {
      Verdict verdict = promote(register());
      assertThat(told).isEmpty();
      return verdict;
    });
    assertThatThrownBy(() ->
            database.write(sql -> {
              promote(register());
              throw new IllegalStateException("rolled back");
            }))
        .hasMessage("rolled back");

    assertThat(told).extracting(AliasMove::number).containsExactly(1);
    assertThat(champion()).contains(1);
  }

  @Test
  void aListenerThatThrowsNeitherUndoesNorHidesTheMove() {
    List<AliasMove> told = Collections.synchronizedList(new ArrayList<>());
    promotions.onMove(move -> {
      throw new IllegalStateException("cannot load the model");
    });
    promotions.onMove(told::add);

    Verdict verdict = promote(register());

    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    assertThat(champion()).contains(1);
    assertThat(told).hasSize(1);
  }

  @Test
  void takesBackExactlyWhatCameSince() {
    promote(register());
    models.register(trained("churn", Map.of()));
    clock.moveTo(JUNE.minusNanos(1_000));
    register();
    clock.moveTo(JUNE);
    promote(models.version(MODEL, 2).orElseThrow());
    ModelVersion third = register();
    models.register(trained("churn", Map.of()));
    clock.moveTo(JUNE.plusSeconds(9));
    promote(third);

    models.forgetSince(MODEL, JUNE);
    models.forgetSince(MODEL, JUNE);

    assertThat(numbers(Integer.MAX_VALUE, 9)).containsExactly(2, 1);
    assertThat(champion()).contains(1);
    assertThat(models.versions("churn", Integer.MAX_VALUE, 9)).hasSize(2);
    assertThat(register().number()).isEqualTo(3);
  }

  private static final class FullDisk implements BlobStore {
    @Override
    public String put(InputStream content) {
      throw new IllegalStateException("the disk is full");
    }

    @Override
    public Optional<InputStream> get(String digest) {
      return Optional.empty();
    }

    @Override
    public Optional<InputStream> get(String digest, long from) {
      return Optional.empty();
    }

    @Override
    public boolean has(String digest) {
      return false;
    }

    @Override
    public void delete(String digest) {}
  }

  private Problem refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(ProblemException.class, call).problem();
  }

  @Test
  void anAliasMovesAndRemembersWhoMovedItAndWhy() {
    Aliases aliases = new Aliases(database, clock);
    register();
    register();
    List<AliasMove> heard = new ArrayList<>();
    aliases.onMove(heard::add);

    aliases.set(MODEL, "challenger", 1, "ann", "it is new");
    aliases.set(MODEL, "challenger", 2, "bob", "it is newer");

    assertThat(models.alias(MODEL, "challenger")).map(ModelVersion::number).contains(2);
    assertThat(models.moves(MODEL, "challenger", 10))
        .containsExactly(
            new AliasMove(MODEL, "challenger", 2, MAY, "bob", "it is newer"),
            new AliasMove(MODEL, "challenger", 1, MAY, "ann", "it is new"));
    assertThat(heard).hasSize(2);
  }

  @Test
  void aRemovedAliasPointsNowhereUntilItIsSetAgain() {
    Aliases aliases = new Aliases(database, clock);
    promote(register());
    aliases.set(MODEL, "challenger", 1, "ann", "");
    assertThat(aliases.of(MODEL)).isEqualTo(Map.of("challenger", 1, "champion", 1));

    aliases.remove(MODEL, "challenger", "ann", "enough");

    assertThat(aliases.of(MODEL)).isEqualTo(Map.of("champion", 1));
    assertThat(models.alias(MODEL, "challenger")).isEmpty();
    assertThat(refused(() -> aliases.remove(MODEL, "challenger", "ann", "")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    aliases.set(MODEL, "challenger", 1, "ann", "");
    assertThat(aliases.of(MODEL)).containsEntry("challenger", 1);
  }

  @Test
  void championMovesByAPromotionOnly() {
    Aliases aliases = new Aliases(database, clock);
    register();

    assertThat(refused(() -> aliases.set(MODEL, "champion", 1, "ann", "")).kind())
        .isEqualTo(Problem.Kind.CONFLICT);
    assertThat(refused(() -> aliases.remove(MODEL, "champion", "ann", "")).kind())
        .isEqualTo(Problem.Kind.CONFLICT);
    assertThat(champion()).isEmpty();
  }

  @Test
  void anAliasHasANameThatIsNoNumberAndAVersionThatExists() {
    Aliases aliases = new Aliases(database, clock);
    register();

    for (String name : List.of("7", "007", "", "a b", "a/b", "a@b")) {
      assertThat(refused(() -> aliases.set(MODEL, name, 1, "ann", "")).kind())
          .as(name)
          .isEqualTo(Problem.Kind.INPUT);
    }
    assertThat(refused(() -> aliases.set(MODEL, "challenger", 2, "ann", "")).kind())
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(aliases.of(MODEL)).isEmpty();
    assertThat(aliases.newest(10)).isEmpty();
  }

  @Test
  void theNewestMovesOfAllModelsAreAtHand() {
    Aliases aliases = new Aliases(database, clock);
    promote(register());
    models.register(trained("churn", Map.of()));
    aliases.set("churn", "challenger", 1, "ann", "");

    assertThat(aliases.newest(10)).extracting(Aliases.Moved::model).containsExactly("churn", MODEL);
    assertThat(aliases.newest(1)).hasSize(1);
  }
}
