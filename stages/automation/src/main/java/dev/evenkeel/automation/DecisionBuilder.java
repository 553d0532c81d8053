package dev.evenkeel.automation;

import dev.evenkeel.automation.Decision.GateResult;
import dev.evenkeel.automation.Decision.Kind;
import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.automation.Decision.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Gathers what a decision was made of; the facts come in over several steps.
final class DecisionBuilder {
  private final String model;
  private final Instant at;
  private final Kind kind;
  private final Trigger trigger;
  private final String policyDigest;
  private Outcome outcome;
  private String headline;
  private Optional<Integer> champion = Optional.empty();
  private Optional<Integer> challenger = Optional.empty();
  private Optional<String> run = Optional.empty();
  private Map<String, String> data = Map.of();
  private List<GateResult> gates = List.of();
  private String next = "";

  DecisionBuilder(
      String model,
      Instant at,
      Kind kind,
      Outcome outcome,
      String headline,
      Trigger trigger,
      String policyDigest) {
    this.model = model;
    this.at = at;
    this.kind = kind;
    this.outcome = outcome;
    this.headline = headline;
    this.trigger = trigger;
    this.policyDigest = policyDigest;
  }

  DecisionBuilder withRun(String id) {
    run = Optional.of(id);
    return this;
  }

  DecisionBuilder withVersions(Optional<Integer> championNumber, int challengerNumber) {
    champion = championNumber;
    challenger = Optional.of(challengerNumber);
    return this;
  }

  DecisionBuilder withData(Map<String, String> facts) {
    data = facts;
    return this;
  }

  DecisionBuilder withGates(List<GateResult> results) {
    gates = results;
    return this;
  }

  DecisionBuilder ended(Outcome how, String inPlainWords, String afterwards) {
    outcome = how;
    headline = inPlainWords;
    next = afterwards;
    return this;
  }

  Decision build() {
    return new Decision(
        id(),
        model,
        at,
        kind,
        outcome,
        headline,
        Optional.of(trigger),
        champion,
        challenger,
        data,
        gates,
        policyDigest,
        run,
        next);
  }

  /// Counts up with machine time, so that decisions of one business instant keep their order.
  static String id() {
    return "%012x-%s"
        .formatted(System.currentTimeMillis(), UUID.randomUUID().toString().substring(0, 8));
  }
}
