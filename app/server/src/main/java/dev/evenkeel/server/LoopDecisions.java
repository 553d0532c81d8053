package dev.evenkeel.server;

import dev.evenkeel.automation.Decision;
import dev.evenkeel.automation.Decisions;
import dev.evenkeel.serving.DecisionSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the control loop decided about a version, for the trace of its predictions.
record LoopDecisions(Decisions decisions) implements DecisionSource {
  // A decision is dated when it begins to judge, the move when it has judged.
  private static final Duration JUDGING_MAX = Duration.ofDays(1);
  private static final int LOOKED_AT_MAX = 200;

  @Override
  public Optional<Object> behind(String model, int version, Instant at) {
    return decisions
        .between(model, at.minus(JUDGING_MAX), at.plusNanos(1_000), LOOKED_AT_MAX)
        .stream()
        .filter(decision -> decision.outcome() == Decision.Outcome.PROMOTED)
        .filter(decision -> decision.challenger().equals(Optional.of(version)))
        .map(decision -> (Object) decision)
        .findFirst();
  }
}
