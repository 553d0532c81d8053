package dev.evenkeel.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.monitoring.ObservationSource.Outcome;
import dev.evenkeel.profiles.ColumnDrift;
import dev.evenkeel.profiles.DriftSeverity;
import dev.evenkeel.profiles.ReferenceProfile;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What monitoring promises on any database.
abstract class MonitoringContract {
  private static final String MODEL = "home-sales";
  private static final MonitorPolicy POLICY = new MonitorPolicy(0.02, 0.01, 200, 100, 0.8);
  private static final Instant JANUARY = Instant.parse("1996-01-01T00:00:00Z");
  private static final Instant FEBRUARY = Instant.parse("1996-02-01T00:00:00Z");
  private static final Instant MARCH = Instant.parse("1996-03-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("1996-04-01T00:00:00Z");

  @TempDir Path folder;
  Database database;
  private Models models;
  private Promotions promotions;
  private Monitoring monitoring;
  private final SimulatedClock clock = new SimulatedClock(JANUARY);
  private final List<Alert> told = new ArrayList<>();
  private final FakeObservations observations = new FakeObservations();

  abstract Database open();

  @BeforeEach
  void start() {
    database = open();
    models = new Models(database, new LocalBlobStore(folder.resolve("blobs")), clock);
    promotions = new Promotions(database, models, clock);
    monitoring = new Monitoring(database, models, observations, clock, told::add);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  @Test
  void aQuietWindowSaysSoOfEveryColumnAndOpensNoAlert() {
    promote(answers("entry"));
    observations.ask(JANUARY, 150, "brick");
    observations.ask(JANUARY, 150, "wood");

    DriftWindow window = close(JANUARY, FEBRUARY);

    assertThat(window.judged()).isTrue();
    assertThat(window.version()).isEqualTo(1);
    assertThat(window.rows()).isEqualTo(300);
    assertThat(window.columns())
        .extracting(ColumnDrift::column)
        .containsExactlyInAnyOrder("wall", "area", Monitoring.PREDICTION);
    assertThat(window.columns()).allMatch(column -> column.severity() == DriftSeverity.NONE);
    assertThat(monitoring.alerts(MODEL, 10)).isEmpty();
    assertThat(monitoring.drift(MODEL, 10)).containsExactly(window);
  }

  @Test
  void aRecodedInputOpensOneAlertInPlainWordsUntilAWindowIsQuiet() {
    promote(answers("entry"));
    observations.ask(JANUARY, 300, "wood");
    observations.ask(FEBRUARY, 300, "wood");
    observations.ask(MARCH, 150, "brick");
    observations.ask(MARCH, 150, "wood");

    close(JANUARY, FEBRUARY);
    Alert opened = onlyAlert();
    close(FEBRUARY, MARCH);
    Alert still = onlyAlert();
    close(MARCH, APRIL);
    Alert closed = onlyAlert();

    assertThat(told).extracting(Alert::text).containsExactly(opened.text());
    assertThat(opened.subject()).isEqualTo("wall");
    assertThat(opened.severity()).isEqualTo("CRITICAL");
    assertThat(opened.text())
        .startsWith("wall drifted: brick 50 % → 0 % of 300 rows")
        .contains("what home-sales@1 was trained on")
        .endsWith("tolerated 0.02)");
    assertThat(opened.windowFrom()).isEqualTo(JANUARY);
    assertThat(opened.openedAt()).isEqualTo(FEBRUARY);
    assertThat(opened.closedAt()).isEmpty();
    assertThat(still).isEqualTo(opened);
    assertThat(closed.id()).isEqualTo(opened.id());
    assertThat(closed.closedAt()).contains(APRIL);
  }

  @Test
  void aDriftThatReturnsOpensAnotherAlert() {
    promote(answers("entry"));
    observations.ask(JANUARY, 300, "wood");
    observations.ask(FEBRUARY, 150, "brick");
    observations.ask(FEBRUARY, 150, "wood");
    observations.ask(MARCH, 300, "brick");

    close(JANUARY, FEBRUARY);
    close(FEBRUARY, MARCH);
    close(MARCH, APRIL);

    assertThat(monitoring.alerts(MODEL, 10))
        .extracting(Alert::windowFrom)
        .containsExactly(MARCH, JANUARY);
  }

  @Test
  void tooFewRowsAreNotJudgedAndCloseNoAlert() {
    promote(answers("entry"));
    observations.ask(JANUARY, 300, "wood");
    observations.ask(FEBRUARY, 99, "brick");
    observations.ask(FEBRUARY, 100, "wood");
    close(JANUARY, FEBRUARY);

    DriftWindow window = close(FEBRUARY, MARCH);

    assertThat(window.judged()).isFalse();
    assertThat(window.rows()).isEqualTo(199);
    assertThat(window.columns()).isEmpty();
    assertThat(onlyAlert().closedAt()).isEmpty();
  }

  @Test
  void aModelWithoutChampionOrProfileIsNotJudged() {
    observations.ask(JANUARY, 300, "wood");

    DriftWindow without = close(JANUARY, FEBRUARY);
    promoteVersion(register(Optional.empty()));
    DriftWindow unprofiled = close(JANUARY, FEBRUARY);

    assertThat(without.judged()).isFalse();
    assertThat(without.version()).isZero();
    assertThat(unprofiled.judged()).isFalse();
    assertThat(unprofiled.version()).isEqualTo(1);
  }

  @Test
  void aWindowIsComparedWithWhatTheNewChampionWasTrainedOn() {
    promote(answers("entry"));
    observations.ask(JANUARY, 300, "wood");
    observations.ask(FEBRUARY, 300, "wood");
    close(JANUARY, FEBRUARY);
    Frame onlyWood = observations.inputs(MODEL, JANUARY, FEBRUARY);

    promoteVersion(
        register(Optional.of(ReferenceProfile.of(onlyWood, List.copyOf(onlyWood.names())))));
    DriftWindow window = close(FEBRUARY, MARCH);

    assertThat(window.version()).isEqualTo(2);
    assertThat(onlyAlert().closedAt()).contains(MARCH);
  }

  @Test
  void answersAreWatchedLikeAnInput() {
    promote(answers("entry", "premium"));
    observations.ask(JANUARY, 150, "brick");
    observations.ask(JANUARY, 150, "wood");

    close(JANUARY, FEBRUARY);

    assertThat(onlyAlert().subject()).isEqualTo(Monitoring.PREDICTION);
    assertThat(onlyAlert().text()).contains("50 % → ");
  }

  @Test
  void answersThatAreQuantitiesAreWatchedToo() {
    double[] values = new double[1000];
    Arrays.setAll(values, row -> row % 50);
    promote(new Frame.Numbers(values));
    for (String wall : List.of("brick", "wood")) {
      observations.answer(JANUARY, 150, wall, new Outcome(1, "", 49, "", Double.NaN));
    }

    close(JANUARY, FEBRUARY);

    assertThat(onlyAlert().subject()).isEqualTo(Monitoring.PREDICTION);
  }

  @Test
  void scoresTheVersionThatAnsweredMostByTheTruthThatIsKnown() {
    observations.answer(JANUARY, 90, "wood", answered(2, "entry", "entry"));
    observations.answer(JANUARY, 60, "wood", answered(2, "entry", "mid"));
    observations.answer(JANUARY, 20, "wood", answered(2, "entry", ""));
    observations.answer(JANUARY, 80, "wood", answered(1, "mid", "entry"));

    PerformanceWindow window = closePerformance(false).orElseThrow();

    assertThat(window.version()).isEqualTo(2);
    assertThat(window.rows()).isEqualTo(170);
    assertThat(window.labelled()).isEqualTo(150);
    assertThat(window.score()).isEqualTo(0.6);
    assertThat(window.isClosed()).isTrue();
    assertThat(monitoring.performance(MODEL, 10)).containsExactly(window);
  }

  @Test
  void scoresAQuantityByItsMeanAbsoluteError() {
    observations.answer(JANUARY, 60, "wood", new Outcome(1, "", 10, "", 13));
    observations.answer(JANUARY, 60, "wood", new Outcome(1, "", 10, "", 9));

    assertThat(closePerformance(false).orElseThrow().score()).isEqualTo(2);
  }

  @Test
  void waitsForLabelsUntilTheyAreOverdue() {
    observations.answer(JANUARY, 150, "wood", answered(1, "entry", "entry"));
    observations.answer(JANUARY, 50, "wood", answered(1, "entry", ""));

    assertThat(closePerformance(false)).isEmpty();
    assertThat(monitoring.performance(MODEL, 10)).isEmpty();
    PerformanceWindow overdue = closePerformance(true).orElseThrow();

    assertThat(overdue.labelled()).isEqualTo(150);
    assertThat(overdue.isClosed()).isFalse();
    assertThat(monitoring.performance(MODEL, 10).getFirst().isClosed()).isFalse();
  }

  @Test
  void aFewLabelsAreNoScore() {
    observations.answer(JANUARY, 99, "wood", answered(1, "entry", "entry"));

    assertThat(closePerformance(false).orElseThrow().isClosed()).isFalse();
  }

  @Test
  void listsTheNewestFirstAndNoMoreThanAsked() {
    promote(answers("entry"));
    for (Instant month : List.of(JANUARY, FEBRUARY, MARCH)) {
      observations.ask(month, 300, "wood");
    }
    close(JANUARY, FEBRUARY);
    close(FEBRUARY, MARCH);
    close(MARCH, APRIL);

    assertThat(monitoring.drift(MODEL, 2))
        .extracting(DriftWindow::from)
        .containsExactly(MARCH, FEBRUARY);
    assertThat(monitoring.drift("another", 2)).isEmpty();
    assertThat(monitoring.alerts("another", 2)).isEmpty();
    assertThat(monitoring.performance("another", 2)).isEmpty();
  }

  @Test
  void forgettingAMonthBringsBackWhatWasSeenBefore() {
    promote(answers("entry"));
    observations.ask(JANUARY, 300, "wood");
    observations.answer(FEBRUARY, 150, "wood", answered(1, "premium", "premium"));
    observations.answer(FEBRUARY, 150, "brick", answered(1, "premium", "premium"));
    close(JANUARY, FEBRUARY);
    List<Alert> alerts = monitoring.alerts(MODEL, 10);
    List<DriftWindow> windows = monitoring.drift(MODEL, 10);
    close(FEBRUARY, MARCH);
    monitoring.closePerformance(MODEL, FEBRUARY, MARCH, POLICY, false);
    assertThat(monitoring.alerts(MODEL, 10)).hasSize(2).isNotEqualTo(alerts);

    monitoring.forgetSince("another", MARCH);
    assertThat(monitoring.drift(MODEL, 10)).hasSize(2);
    monitoring.forgetSince(MODEL, MARCH);

    assertThat(monitoring.alerts(MODEL, 10)).isEqualTo(alerts);
    assertThat(monitoring.drift(MODEL, 10)).isEqualTo(windows);
    assertThat(monitoring.performance(MODEL, 10)).isEmpty();
  }

  private DriftWindow close(Instant from, Instant to) {
    clock.moveTo(to.isAfter(clock.now()) ? to : clock.now());
    return monitoring.close(MODEL, from, to, POLICY);
  }

  private Optional<PerformanceWindow> closePerformance(boolean overdue) {
    return monitoring.closePerformance(MODEL, JANUARY, FEBRUARY, POLICY, overdue);
  }

  private Alert onlyAlert() {
    List<Alert> alerts = monitoring.alerts(MODEL, 10);
    assertThat(alerts).hasSize(1);
    return alerts.getFirst();
  }

  private void promote(Frame.Column answers) {
    Frame training = FakeObservations.training(answers);
    promoteVersion(
        register(Optional.of(ReferenceProfile.of(training, List.copyOf(training.names())))));
  }

  private ModelVersion register(Optional<ReferenceProfile> profile) {
    Target target =
        new Target.Classes("band", Duration.ofDays(30), List.of("entry", "mid", "premium"));
    return models.register(
        new NewVersion(
            MODEL,
            new ModelDescription(
                new Signature(List.of()), List.of(), target, ModelDescription.XGBOOST_JSON),
            new byte[] {1},
            profile.map(Json::write),
            "labelled@1",
            Optional.empty(),
            "test",
            1,
            Map.of(),
            Map.of()));
  }

  private void promoteVersion(ModelVersion version) {
    promotions.promote(version, (_, _) -> new Verdict.Pass("test"), "test", _ -> {});
  }

  private static Outcome answered(int version, String label, String truth) {
    return new Outcome(version, label, Double.NaN, truth, Double.NaN);
  }

  private static Frame.Texts answers(String... labels) {
    @Nullable String[] answers = new @Nullable String[1000];
    Arrays.setAll(answers, row -> labels[row % labels.length]);
    return new Frame.Texts(answers);
  }
}
