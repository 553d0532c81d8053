package dev.evenkeel.automation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.access.ApprovalEffect;
import dev.evenkeel.access.ApprovalRequest;
import dev.evenkeel.access.ApprovalRequest.State;
import dev.evenkeel.access.ApprovalRequests;
import dev.evenkeel.access.Approvals;
import dev.evenkeel.automation.Decision.GateResult;
import dev.evenkeel.automation.Decision.Kind;
import dev.evenkeel.automation.Decision.Outcome;
import dev.evenkeel.automation.Decision.Trigger;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.AliasMoves;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.NewVersion;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Protections;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of a challenger that passed its gates and whose policy asks people, on either
/// database.
abstract class GateRequestsContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final String CHURN = "churn";
  private static final Principal ANN = new Principal("ann", Map.of("*", Role.DEPLOYER));
  private static final List<GateResult> GATES =
      List.of(
          new GateResult("floor", "PASS", "beats a linear model on 600 rows", Map.of(), ""),
          new GateResult("better-than-champion", "PASS", "better: loss 0.4 < 0.5", Map.of(), ""));

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private final AtomicBoolean fails = new AtomicBoolean();
  private Database database;
  private Models models;
  private Promotions promotions;
  private Decisions decisions;
  private ApprovalRequests requests;
  private Approvals approvals;

  abstract Database open();

  @BeforeEach
  void start() {
    database = open();
    models = new Models(database, new LocalBlobStore(folder.resolve("blobs")), clock);
    promotions = new Promotions(database, models, clock);
    decisions = new Decisions(database);
    requests = new ApprovalRequests(database, clock);
    AliasMoves moves = new AliasMoves(database, new Aliases(database, clock), promotions);
    ApprovalEffect breaks =
        request -> {
          moves.carryOut(request);
          if (fails.get()) {
            throw new IllegalStateException("the power went");
          }
        };
    approvals =
        new Approvals(
            database, clock, Map.of(Protections.GATE, new GateRequests(breaks, decisions, clock)));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private ModelVersion register() {
    return models.register(
        new NewVersion(
            CHURN,
            new ModelDescription(
                new Signature(List.of()),
                List.of(),
                new Target.Classes("band", Duration.ofDays(30), List.of("low", "high")),
                ModelDescription.XGBOOST_JSON),
            new byte[] {1, 2, 3},
            Optional.empty(),
            "",
            Optional.empty(),
            "",
            42,
            Map.of(),
            Map.of()));
  }

  /// As the loop does with a policy of `approval: {people: 1, expires: 7d}`.
  private Verdict promote(ModelVersion challenger) {
    return promotions.promote(
        challenger,
        (_, _) -> Gates.verdict(GATES, new Policy.Approval(1, Period.ofDays(7))),
        "policy",
        verdict ->
            decisions.save(
                new DecisionBuilder(
                        CHURN,
                        clock.now(),
                        Kind.PROMOTE,
                        verdict instanceof Verdict.Waiting ? Outcome.WAITING : Outcome.PROMOTED,
                        "judged",
                        new Trigger("age", "old"),
                        "sha256:policy")
                    .withVersions(Optional.empty(), challenger.number())
                    .withGates(GATES)
                    .build()));
  }

  private Optional<Integer> champion() {
    return models.champion(CHURN).map(ModelVersion::number);
  }

  private List<Outcome> outcomes() {
    return decisions.newest(CHURN, 9).stream().map(Decision::outcome).toList();
  }

  @Test
  void theRequestHasWhatTheGatesSaidAndThePolicysTime() {
    Verdict verdict = promote(register());

    assertThat(verdict).isInstanceOf(Verdict.Waiting.class);
    assertThat(champion()).isEmpty();
    ApprovalRequest request = requests.waiting(Long.MAX_VALUE, 9).getFirst();
    assertThat(request.kind()).isEqualTo("gate");
    assertThat(request.facts())
        .containsEntry("to", "1")
        .containsEntry("gate.floor", "PASS: beats a linear model on 600 rows")
        .containsEntry("gate.better-than-champion", "PASS: better: loss 0.4 < 0.5");
    assertThat(request.needed()).isOne();
    assertThat(request.role()).isEqualTo(Role.DEPLOYER);
    assertThat(request.expiresAt()).isEqualTo(MAY.plus(Duration.ofDays(7)));
  }

  @Test
  void approvedTheChallengerServesAndTheDecisionSaysWho() {
    promote(register());
    long id = requests.waiting(Long.MAX_VALUE, 9).getFirst().id();

    new Acting(ANN, "default").run(() -> approvals.approve(id, "seen"));

    assertThat(champion()).contains(1);
    assertThat(outcomes()).containsExactly(Outcome.PROMOTED, Outcome.WAITING);
    Decision promoted = decisions.newest(CHURN, 1).getFirst();
    assertThat(promoted.headline()).isEqualTo("Promoted churn@1: request %d was approved", id);
    assertThat(promoted.gates()).isEqualTo(GATES);
  }

  @Test
  void rejectedTheChallengerIsRefusedWithTheReasonAndTheChampionStays() {
    promote(register());
    long id = requests.waiting(Long.MAX_VALUE, 9).getFirst().id();

    new Acting(ANN, "default").run(() -> approvals.reject(id, "100 % of Fridays"));

    assertThat(champion()).isEmpty();
    assertThat(outcomes()).containsExactly(Outcome.REFUSED, Outcome.WAITING);
    assertThat(decisions.newest(CHURN, 1).getFirst().headline())
        .isEqualTo("Refused churn@1: request %d was rejected by ann: 100 %% of Fridays", id);
  }

  @Test
  void anApprovalWhoseMoveFailsLeavesNothingBehind() {
    promote(register());
    long id = requests.waiting(Long.MAX_VALUE, 9).getFirst().id();
    fails.set(true);

    assertThatThrownBy(() -> new Acting(ANN, "default").run(() -> approvals.approve(id, "")))
        .hasMessage("the power went");

    assertThat(champion()).isEmpty();
    assertThat(outcomes()).containsExactly(Outcome.WAITING);
    assertThat(requests.find(id).orElseThrow().state()).isEqualTo(State.PENDING);
    fails.set(false);
    new Acting(ANN, "default").run(() -> approvals.approve(id, ""));
    assertThat(champion()).contains(1);
  }

  @Test
  void afterThePolicysTimeNobodyCanApproveIt() {
    promote(register());
    long id = requests.waiting(Long.MAX_VALUE, 9).getFirst().id();

    clock.moveTo(MAY.plus(Duration.ofDays(7)));

    assertThatThrownBy(() -> new Acting(ANN, "default").run(() -> approvals.approve(id, "")))
        .hasMessageContaining("expired");
    assertThat(champion()).isEmpty();
    assertThat(outcomes()).containsExactly(Outcome.WAITING);
  }

  @Test
  void aWaitIsSettledByALaterDecisionOnTheSameChallengerOnly() {
    promote(register());
    Decision first = decisions.newest(CHURN, 1).getFirst();
    clock.moveTo(MAY.plus(Duration.ofDays(1)));
    promote(register());
    long second = requests.waiting(Long.MAX_VALUE, 9).getFirst().id();

    new Acting(ANN, "default").run(() -> approvals.reject(second, "no"));

    List<Decision> newest = decisions.newest(CHURN, 9);
    assertThat(GateRequests.isSettled(first, newest)).isFalse();
    assertThat(GateRequests.isSettled(newest.get(1), newest)).isTrue();
  }
}
