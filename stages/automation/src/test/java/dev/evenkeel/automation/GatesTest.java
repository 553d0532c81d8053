package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.automation.Decision.GateResult;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.training.TrainingResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GatesTest {
  private static final Policy POLICY = PolicyReader.read("version: 1", "policy.yaml");
  private static final int ROWS = 600;

  @Test
  void aChallengerThatIsSurelyBetterPasses() {
    TrainingResult result = against(losses(0.60, 1), losses(0.50, 1));

    List<GateResult> gates = new Gates(POLICY).judge(result);

    assertThat(gates).extracting(GateResult::verdict).containsExactly("PASS", "PASS");
    Verdict verdict = Gates.verdict(gates);
    assertThat(verdict).isInstanceOf(Verdict.Pass.class);
    assertThat(verdict.evidence())
        .startsWith("better: loss lower by 16.")
        .endsWith("on 600 rows that neither had seen");
  }

  @Test
  void aWorseOneFails() {
    TrainingResult result = against(losses(0.50, 1), losses(0.60, 1));

    Verdict verdict = Gates.verdict(new Gates(POLICY).judge(result));

    assertThat(verdict).isInstanceOf(Verdict.Fail.class);
    assertThat(verdict.evidence()).startsWith("worse: loss higher by 20.");
  }

  @Test
  void betterByLessThanItTakesToMoveTrafficFails() {
    double[] champion = losses(0.50, 1);
    double[] challenger = DoubleStream.of(champion).map(loss -> loss * 0.995).toArray();

    Verdict verdict = Gates.verdict(new Gates(POLICY).judge(against(champion, challenger)));

    assertThat(verdict).isInstanceOf(Verdict.Fail.class);
    assertThat(verdict.evidence()).startsWith("better, too little to move traffic");
  }

  @Test
  void betterByChanceIsInconclusive() {
    Verdict verdict =
        Gates.verdict(new Gates(POLICY).judge(against(losses(0.51, 1), losses(0.50, 2))));

    assertThat(verdict).isInstanceOf(Verdict.Inconclusive.class);
    assertThat(verdict.evidence()).startsWith("not surely better: loss ");
  }

  @Test
  void theVerdictRepeatsBitForBit() {
    TrainingResult result = against(losses(0.52, 1), losses(0.50, 2));

    assertThat(new Gates(POLICY).judge(result)).isEqualTo(new Gates(POLICY).judge(result));
  }

  @Test
  void tooFewRowsOfTheRarestClassJudgeNothing() {
    TrainingResult few =
        result(0.4, 0.5, 0.9, OptionalInt.of(49), champion(losses(0.6, 1), losses(0.4, 1)));

    Verdict verdict = Gates.verdict(new Gates(POLICY).judge(few));

    assertThat(verdict)
        .isEqualTo(new Verdict.Inconclusive("only 600 rows to judge by, 49 of the rarest class"));
  }

  @Test
  void aQuantityHasNoRarestClass() {
    TrainingResult quantity =
        result(0.4, 0.5, 0.9, OptionalInt.empty(), champion(losses(0.6, 1), losses(0.4, 1)));

    assertThat(Gates.verdict(new Gates(POLICY).judge(quantity))).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void theFirstVersionNeedsOnlyTheFloor() {
    Verdict verdict =
        Gates.verdict(
            new Gates(POLICY).judge(result(0.4, 0.5, 0.9, OptionalInt.of(80), Optional.empty())));

    assertThat(verdict)
        .isEqualTo(
            new Verdict.Pass(
                "the first version of its model; it beats a linear model on 600 rows"));
  }

  @Test
  void nothingIsComparedBelowTheFloor() {
    TrainingResult simple =
        result(0.5, 0.5, 0.9, OptionalInt.of(80), champion(losses(0.9, 1), losses(0.5, 1)));

    List<GateResult> gates = new Gates(POLICY).judge(simple);

    assertThat(gates).hasSize(1);
    assertThat(Gates.verdict(gates))
        .isEqualTo(new Verdict.Fail("no better than a linear model on 600 rows"));
  }

  @Test
  void aPolicyMayAskForLessThanALinearModel() {
    Policy constant =
        PolicyReader.read("version: 1\ngates: {floor: {beats: constant}}", "policy.yaml");
    TrainingResult simple = result(0.5, 0.4, 0.9, OptionalInt.of(80), Optional.empty());
    TrainingResult useless = result(0.95, 0.4, 0.9, OptionalInt.of(80), Optional.empty());

    assertThat(Gates.verdict(new Gates(constant).judge(simple))).isInstanceOf(Verdict.Pass.class);
    assertThat(Gates.verdict(new Gates(constant).judge(useless)))
        .isEqualTo(new Verdict.Fail("no better than answering always the same on 600 rows"));
  }

  @Test
  void aLinearModelThatIsWorseThanAConstantIsNoFloor() {
    TrainingResult result = result(0.92, 1.5, 0.9, OptionalInt.of(80), Optional.empty());

    assertThat(Gates.verdict(new Gates(POLICY).judge(result)))
        .isEqualTo(new Verdict.Fail("no better than answering always the same on 600 rows"));
  }

  private static TrainingResult against(double[] champion, double[] challenger) {
    return result(0.4, 0.5, 0.9, OptionalInt.of(80), champion(champion, challenger));
  }

  private static Optional<TrainingResult.Champion> champion(
      double[] champion, double[] challenger) {
    return Optional.of(new TrainingResult.Champion(3, 0.8, champion, challenger));
  }

  private static TrainingResult result(
      double loss,
      double linear,
      double constant,
      OptionalInt rarest,
      Optional<TrainingResult.Champion> champion) {
    return new TrainingResult(
        4,
        "listings-labelled@40",
        Instant.parse("1995-01-01T00:00:00Z"),
        Instant.parse("1996-01-01T00:00:00Z"),
        Instant.parse("1996-01-01T00:00:00Z"),
        Instant.parse("1996-03-01T00:00:00Z"),
        3_000,
        ROWS,
        rarest,
        loss,
        0.8,
        linear,
        constant,
        champion);
  }

  /// Exponential, as log losses nearly are.
  private static double[] losses(double mean, long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    return DoubleStream.generate(() -> mean * random.nextExponential()).limit(ROWS).toArray();
  }
}
