package dev.evenkeel.automation;

import dev.evenkeel.access.ApprovalEffect;
import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.base.Clock;
import java.util.List;
import java.util.Optional;

/// Ends the wait of a challenger that passed its gates: what people said becomes a decision, in the
/// transaction of their answer.
public final class GateRequests implements ApprovalEffect {
  private static final int LOOK_BACK = 200;

  private final ApprovalEffect move;
  private final Decisions decisions;
  private final Clock clock;

  /// @param move moves the champion
  public GateRequests(ApprovalEffect move, Decisions decisions, Clock clock) {
    this.move = move;
    this.decisions = decisions;
    this.clock = clock;
  }

  @Override
  public void carryOut(ApprovalRequest request) {
    move.carryOut(request);
    ended(
        request,
        Outcome.PROMOTED,
        "Promoted %s: request %d was approved",
        "%s serves from now on".formatted(challenger(request)));
  }

  @Override
  public void rejected(ApprovalRequest request, String who, String reason) {
    ended(
        request,
        Outcome.REFUSED,
        "Refused %s: request %d was rejected by " + plain("%s: %s".formatted(who, reason)),
        "the champion stays");
  }

  private void ended(ApprovalRequest request, Outcome outcome, String headline, String next) {
    waiting(request)
        .ifPresent(waiting ->
            decisions.save(
                after(
                    waiting,
                    clock,
                    outcome,
                    headline.formatted(challenger(request), request.id()),
                    next)));
  }

  // What people write is no pattern.
  private static String plain(String text) {
    return text.replace("%", "%%");
  }

  private static String challenger(ApprovalRequest request) {
    return request.facts().getOrDefault("model", "") + "@" + request.facts().getOrDefault("to", "");
  }

  private Optional<Decision> waiting(ApprovalRequest request) {
    int number = Integer.parseInt(request.facts().getOrDefault("to", "0"));
    List<Decision> newest = decisions.newest(request.facts().getOrDefault("model", ""), LOOK_BACK);
    return newest.stream()
        .filter(each -> each.outcome() == Outcome.WAITING)
        .filter(each -> each.challenger().filter(challenger -> challenger == number).isPresent())
        .findFirst()
        .filter(each -> !isSettled(each, newest));
  }

  /// Whether a challenger that waited has been decided on since.
  ///
  /// @param newest decisions on its model, newest first
  static boolean isSettled(Decision waiting, List<Decision> newest) {
    for (Decision later : newest) {
      if (later.id().equals(waiting.id())) {
        return false;
      }
      if (later.challenger().equals(waiting.challenger())
          && (later.outcome() == Outcome.PROMOTED || later.outcome() == Outcome.REFUSED)) {
        return true;
      }
    }
    return false;
  }

  /// The decision that ends a wait: the same facts, with another outcome.
  static Decision after(
      Decision waiting, Clock clock, Outcome outcome, String headline, String next) {
    return new Decision(
        DecisionBuilder.id(),
        waiting.model(),
        clock.now(),
        waiting.kind(),
        outcome,
        headline,
        waiting.trigger(),
        waiting.champion(),
        waiting.challenger(),
        waiting.data(),
        waiting.gates(),
        waiting.policyDigest(),
        waiting.pipelineRun(),
        next);
  }
}
