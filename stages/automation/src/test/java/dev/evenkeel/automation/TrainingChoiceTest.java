package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.automation.TrainingChoice.Nothing;
import dev.evenkeel.automation.TrainingChoice.Start;
import dev.evenkeel.automation.TrainingChoice.Suppress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingChoiceTest {
  private static final Instant PROMOTED = Instant.parse("1996-01-31T23:59:59Z");
  private static final Instant MAY = Instant.parse("1996-05-31T23:59:59Z");
  private static final Policy POLICY =
      PolicyReader.read(
          """
          version: 1
          triggers:
            performance: {drop: 0.03, violations: 2, of: 5}
            age: {max: 9mo}
          pause: {afterRefusals: 3}
          """,
          "policy.yaml");

  @Test
  void nothingHappensWhileTheModelKeepsItsReference() {
    assertThat(choose(0.80, List.of(0.78, 0.77, 0.80), true)).isInstanceOf(Nothing.class);
  }

  @Test
  void oneBadWindowIsNotEnough() {
    assertThat(choose(0.80, List.of(0.70, 0.80, 0.80), true)).isInstanceOf(Nothing.class);
  }

  @Test
  void aSecondBadWindowOfTheLastFiveStartsATraining() {
    TrainingChoice choice = choose(0.80, List.of(0.75, 0.80, 0.80, 0.80, 0.76), true);

    assertThat(choice)
        .isEqualTo(
            new Start(
                "performance",
                "accuracy of home-sales@3 fell to 0.750, its reference is 0.800; 2 of the last 5 windows were too low"));
  }

  @Test
  void anOlderBadWindowIsForgotten() {
    assertThat(choose(0.80, List.of(0.75, 0.80, 0.80, 0.80, 0.80, 0.70), true))
        .isInstanceOf(Nothing.class);
  }

  @Test
  void aRecoveredModelIsLeftAlone() {
    assertThat(choose(0.80, List.of(0.80, 0.70, 0.70, 0.70), true)).isInstanceOf(Nothing.class);
  }

  @Test
  void theSameWindowDoesNotFireTwice() {
    assertThat(choose(0.80, List.of(0.70, 0.70), false)).isInstanceOf(Nothing.class);
  }

  @Test
  void anErrorThatRisesIsADeclineAndIsSaidSo() {
    Policy relative = PolicyReader.read("version: 1", "policy.yaml");
    Situation situation =
        new Situation(MAY, "home-sales@3", PROMOTED, 100, List.of(106.0, 107.0), true, 1_000, 0);

    TrainingChoice choice = TrainingChoice.of(relative, Measure.MEAN_ABSOLUTE_ERROR, situation);

    assertThat(choice.reason())
        .isEqualTo(
            "mean absolute error of home-sales@3 rose to 106, its reference is 100; 2 of the last 2 windows were too high");
  }

  @Test
  void anOldChampionStartsATraining() {
    Situation old =
        new Situation(
            Instant.parse("1996-11-30T00:00:00Z"),
            "home-sales@3",
            PROMOTED,
            0.8,
            List.of(),
            false,
            1_000,
            0);

    assertThat(TrainingChoice.of(POLICY, Measure.ACCURACY, old))
        .isEqualTo(new Start("age", "home-sales@3 serves since 1996-01-31, longer than 9 months"));
  }

  @Test
  void aTriggerDuringTheCoolDownIsSuppressedAndTold() {
    TrainingChoice choice = choose(2, 1);

    assertThat(choice).isInstanceOf(Suppress.class);
    assertThat(choice.reason()).endsWith("cooling down, window 2 of 2 after the last training");
    assertThat(choose(3, 1)).isInstanceOf(Start.class);
  }

  @Test
  void tooManyRefusalsInARowPauseIt() {
    TrainingChoice choice = choose(1_000, 3);

    assertThat(choice).isInstanceOf(Suppress.class);
    assertThat(choice.reason()).endsWith("paused after 3 refusals in a row");
  }

  private static TrainingChoice choose(double reference, List<Double> scores, boolean isNew) {
    return TrainingChoice.of(
        POLICY,
        Measure.ACCURACY,
        new Situation(MAY, "home-sales@3", PROMOTED, reference, scores, isNew, 1_000, 0));
  }

  private static TrainingChoice choose(int windowsSinceTraining, int refusals) {
    return TrainingChoice.of(
        POLICY,
        Measure.ACCURACY,
        new Situation(
            MAY,
            "home-sales@3",
            PROMOTED,
            0.8,
            List.of(0.7, 0.7),
            true,
            windowsSinceTraining,
            refusals));
  }
}
