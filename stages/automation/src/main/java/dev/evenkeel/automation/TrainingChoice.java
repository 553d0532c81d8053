package dev.evenkeel.automation;

import dev.evenkeel.automation.Policy.PerformanceTrigger;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/// Whether a training starts now, and why.
public sealed interface TrainingChoice {
  /// In plain words.
  String reason();

  /// Trains.
  ///
  /// @param trigger `performance` or `age`
  record Start(String trigger, String reason) implements TrainingChoice {}

  /// A trigger fired, but something else says no.
  record Suppress(String trigger, String reason) implements TrainingChoice {}

  /// No trigger fired.
  record Nothing(String reason) implements TrainingChoice {}

  /// What the policy says to a situation. Pure: the same situation always has the same answer.
  static TrainingChoice of(Policy policy, Measure measure, Situation situation) {
    Optional<Start> fired =
        performance(policy.performance(), measure, situation).or(() -> age(policy, situation));
    if (fired.isEmpty()) {
      return new Nothing("no trigger fired");
    }
    Start start = fired.get();
    if (situation.refusals() >= policy.pauseAfterRefusals()) {
      return new Suppress(
          start.trigger(),
          "%s; paused after %d refusals in a row".formatted(start.reason(), situation.refusals()));
    }
    int wait = policy.cooldown().after(situation.refusals());
    if (situation.windowsSinceTraining() <= wait) {
      return new Suppress(
          start.trigger(),
          "%s; cooling down, window %d of %d after the last training"
              .formatted(start.reason(), situation.windowsSinceTraining(), wait));
    }
    return start;
  }

  private static Optional<Start> performance(
      PerformanceTrigger trigger, Measure measure, Situation situation) {
    if (!situation.newestIsNew() || situation.scores().isEmpty()) {
      return Optional.empty();
    }
    double tolerated = trigger.relative() ? trigger.drop() * situation.reference() : trigger.drop();
    List<Double> last =
        situation.scores().subList(0, Math.min(trigger.of(), situation.scores().size()));
    long violations =
        last.stream()
            .filter(score -> measure.decline(score, situation.reference()) > tolerated)
            .count();
    double newest = last.getFirst();
    if (measure.decline(newest, situation.reference()) <= tolerated
        || violations < trigger.violations()) {
      return Optional.empty();
    }
    return Optional.of(
        new Start(
            "performance",
            "%s of %s %s to %s, its reference is %s; %d of the last %d windows were %s"
                .formatted(
                    measure.spoken(),
                    situation.champion(),
                    measure.worsened(),
                    measure.format(newest),
                    measure.format(situation.reference()),
                    violations,
                    last.size(),
                    measure.bad())));
  }

  private static Optional<Start> age(Policy policy, Situation situation) {
    boolean old =
        situation
            .promotedAt()
            .atZone(ZoneOffset.UTC)
            .plus(policy.ageMax())
            .toInstant()
            .isBefore(situation.now());
    return old
        ? Optional.of(
            new Start(
                "age",
                "%s serves since %s, longer than %s"
                    .formatted(
                        situation.champion(),
                        situation.promotedAt().atZone(ZoneOffset.UTC).toLocalDate(),
                        policy.ageMaxSpoken())))
        : Optional.empty();
  }
}
