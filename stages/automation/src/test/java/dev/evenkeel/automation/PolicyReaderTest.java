package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.automation.Policy.BetterGate;
import dev.evenkeel.automation.Policy.Cooldown;
import dev.evenkeel.automation.Policy.Holdout;
import dev.evenkeel.automation.Policy.PerformanceTrigger;
import dev.evenkeel.base.ProblemException;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyReaderTest {
  @Test
  void anEmptyPolicyHasTheDefaults() {
    Policy policy = PolicyReader.read("version: 1", "policy.yaml");

    assertThat(policy.performance()).isEqualTo(new PerformanceTrigger(0.05, true, 2, 5));
    assertThat(policy.ageMax()).isEqualTo(Period.ofMonths(12));
    assertThat(policy.cooldown()).isEqualTo(new Cooldown(1, 2, 8));
    assertThat(policy.pauseAfterRefusals()).isEqualTo(5);
    assertThat(policy.floor()).isEqualTo(Policy.Floor.LINEAR);
    assertThat(policy.better()).isEqualTo(new BetterGate(1000, 0.01));
    assertThat(policy.holdout()).isEqualTo(new Holdout(2, 4, 300, 50));
    assertThat(policy.trainingWindow()).isEqualTo(Period.ofMonths(12));
    assertThat(policy.approval()).isEqualTo(new Policy.Approval(0, Period.ofDays(14)));
  }

  @Test
  void readsEveryKey() {
    Policy policy =
        PolicyReader.read(
            """
            version: 1
            triggers:
              performance: {drop: 0.03, violations: 1, of: 3}
              age: {max: 6w}
            cooldown: {windows: 2, backoff: 3, max: 12}
            pause: {afterRefusals: 6}
            training: {window: 2y}
            holdout: {windows: 3, maxWindows: 6, minRows: 100, minRarest: 0}
            gates:
              floor: {beats: constant}
              better: {resamples: 500, minGain: 2.5%}
            approval: {people: 2, expires: 1mo}
            """,
            "policy.yaml");

    assertThat(policy.performance()).isEqualTo(new PerformanceTrigger(0.03, false, 1, 3));
    assertThat(policy.ageMax()).isEqualTo(Period.ofWeeks(6));
    assertThat(policy.cooldown()).isEqualTo(new Cooldown(2, 3, 12));
    assertThat(policy.pauseAfterRefusals()).isEqualTo(6);
    assertThat(policy.floor()).isEqualTo(Policy.Floor.CONSTANT);
    assertThat(policy.better()).isEqualTo(new BetterGate(500, 0.025));
    assertThat(policy.holdout()).isEqualTo(new Holdout(3, 6, 100, 0));
    assertThat(policy.trainingWindow()).isEqualTo(Period.ofYears(2));
    assertThat(policy.approval()).isEqualTo(new Policy.Approval(2, Period.ofMonths(1)));
    assertThat(policy.approval().validity()).isEqualTo(Duration.ofDays(31));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "triggers: {performence: {}} | /triggers/performence | write `performance`",
        "cooldwon: {} | /cooldwon | write `cooldown`",
        "triggers: {performance: {drop: 0}} | /triggers/performance/drop | ''",
        "triggers: {performance: {violations: 6}} | /triggers/performance/violations | ''",
        "triggers: {age: {max: soon}} | /triggers/age/max | ''",
        "triggers: {age: {max: 0d}} | /triggers/age/max | ''",
        "cooldown: {windows: -1} | /cooldown/windows | ''",
        "cooldown: {backoff: 0} | /cooldown/backoff | ''",
        "pause: {afterRefusals: 0} | /pause/afterRefusals | ''",
        "gates: {better: {resamples: 10}} | /gates/better/resamples | ''",
        "gates: {better: {minGain: 100%}} | /gates/better/minGain | ''",
        "gates: {floor: {beats: nothing}} | /gates/floor/beats | ''",
        "holdout: {windows: 5} | '' | ''",
        "holdout: {minRows: 1} | /holdout/minRows | ''",
        "training: {window: -3mo} | /training/window | ''",
      })
  void refusesWhatMakesNoSenseAndSaysWhere(String line, String pointer, String remedy) {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () -> PolicyReader.read("version: 1\n" + line + "\n", "policy.yaml"));

    assertThat(problem.problem().where()).startsWith("policy.yaml:2").contains(pointer);
    assertThat(problem.problem().expected()).isNotEmpty();
    assertThat(problem.problem().remedy()).isEqualTo(remedy);
  }

  @Test
  void anotherTextIsAnotherPolicy() {
    assertThat(PolicyReader.read("version: 1", "").digest())
        .isNotEqualTo(PolicyReader.read("version: 1\npause: {afterRefusals: 5}", "").digest());
  }

  @Test
  void theWaitDoublesWithEachRefusalUpToItsLimit() {
    Cooldown cooldown = new Cooldown(1, 2, 8);

    assertThat(List.of(0, 1, 2, 3, 4, 1_000_000))
        .extracting(cooldown::after)
        .containsExactly(1, 2, 4, 8, 8, 8);
  }
}
