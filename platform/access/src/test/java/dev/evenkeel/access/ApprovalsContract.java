package dev.evenkeel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.access.ApprovalRequest.State;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditEntry;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.AuditQuery;
import dev.evenkeel.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What approvals promise, on either database.
abstract class ApprovalsContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final Principal ANN = person("ann", Role.DEPLOYER);
  private static final Principal BOB = person("bob", Role.DEPLOYER);
  private static final Principal EVE = person("eve", Role.EDITOR);

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private final List<Long> done = Collections.synchronizedList(new ArrayList<>());
  private Database database;
  private ApprovalRequests requests;
  private Approvals approvals;
  private boolean isStale;

  abstract Database open();

  @BeforeEach
  void openApprovals() {
    database = open();
    requests = new ApprovalRequests(database, clock);
    approvals = new Approvals(database, clock, Map.of("test.move", this::carryOut));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void carryOut(ApprovalRequest request) {
    if (isStale) {
      throw Problem.of(Problem.Kind.CONFLICT, "it moved meanwhile", "").asException();
    }
    done.add(request.id());
  }

  private static Principal person(String name, Role role) {
    return new Principal(name, Map.of("default", role));
  }

  private static <T> T as(Principal who, java.util.concurrent.Callable<T> action) {
    try {
      return new Acting(who, Acting.DEFAULT_PROJECT).call(action);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private ApprovalRequest file(Principal who, int version, int needed) {
    return as(
        who,
        () ->
            requests.file(
                new NewApproval(
                    "test.move",
                    "model/churn",
                    Acting.now().project(),
                    Map.of("version", String.valueOf(version)),
                    "better",
                    Role.DEPLOYER,
                    needed)));
  }

  private ApprovalRequest approve(Principal who, ApprovalRequest request) {
    return as(who, () -> approvals.approve(request.id(), "fine"));
  }

  private static Problem refusal(Runnable action) {
    ProblemException refused = catchThrowableOfType(ProblemException.class, action::run);
    return refused.problem();
  }

  @Test
  void whatIsApprovedIsDoneOnceAndKeptWithWhoAndWhy() {
    ApprovalRequest asked = file(EVE, 2, 1);

    ApprovalRequest approved = approve(ANN, asked);

    assertThat(done).containsExactly(asked.id());
    assertThat(approved.state()).isEqualTo(State.APPROVED);
    assertThat(approved.requestedBy()).isEqualTo("eve");
    assertThat(approved.answers())
        .containsExactly(new ApprovalRequest.Answer("ann", true, "fine", MAY));
    assertThat(refusal(() -> approve(BOB, asked)).kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(done).hasSize(1);
    assertThat(new AuditLog(database, clock).oldest(AuditQuery.ALL, 0))
        .extracting(AuditEntry::actor, AuditEntry::action)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("eve", "approval.requested"),
            org.assertj.core.groups.Tuple.tuple("ann", "approval.approved"));
  }

  @Test
  void twoApprovalsTakeTwoPeople() {
    ApprovalRequest asked = file(EVE, 2, 2);

    ApprovalRequest half = approve(ANN, asked);
    Problem again = refusal(() -> approve(ANN, asked));
    List<Long> before = List.copyOf(done);
    ApprovalRequest whole = approve(BOB, asked);

    assertThat(half.state()).isEqualTo(State.PENDING);
    assertThat(half).hasToString("request %d waits for 1 of 2 approvals".formatted(asked.id()));
    assertThat(again.kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(before).isEmpty();
    assertThat(whole.state()).isEqualTo(State.APPROVED);
    assertThat(done).containsExactly(asked.id());
  }

  @Test
  void whoeverAskedOrHasNotTheRoleCannotApprove() {
    ApprovalRequest asked = file(ANN, 2, 1);

    assertThat(refusal(() -> approve(ANN, asked)).what()).contains("by ann, who made it");
    assertThat(refusal(() -> approve(EVE, asked)).kind()).isEqualTo(Problem.Kind.FORBIDDEN);
    assertThat(done).isEmpty();
    assertThat(requests.find(asked.id()).orElseThrow().answers()).isEmpty();
  }

  @Test
  void whoeverIsAloneApprovesTheirOwn() {
    ApprovalRequest asked = file(Principal.LOCAL, 2, 1);

    assertThat(approve(Principal.LOCAL, asked).state()).isEqualTo(State.APPROVED);
  }

  @Test
  void aRejectionNeedsAReasonAndIsTheEnd() {
    ApprovalRequest asked = file(EVE, 2, 1);

    Problem wordless = refusal(() -> as(ANN, () -> approvals.reject(asked.id(), " ")));
    ApprovalRequest rejected = as(ANN, () -> approvals.reject(asked.id(), "too early"));

    assertThat(wordless.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(rejected.state()).isEqualTo(State.REJECTED);
    assertThat(refusal(() -> approve(BOB, asked)).what()).contains("rejected already");
    assertThat(done).isEmpty();
  }

  @Test
  void whatCannotBeDoneAnyMoreIsNotApproved() {
    ApprovalRequest asked = file(EVE, 2, 1);
    isStale = true;

    Problem stale = refusal(() -> approve(ANN, asked));

    assertThat(stale.what()).isEqualTo("it moved meanwhile");
    ApprovalRequest after = requests.find(asked.id()).orElseThrow();
    assertThat(after.state()).isEqualTo(State.PENDING);
    assertThat(after.answers()).isEmpty();
  }

  @Test
  void expiresAfterTwoWeeks() {
    ApprovalRequest asked = file(EVE, 2, 1);

    clock.moveTo(MAY.plus(Duration.ofDays(14)));

    assertThat(requests.waiting(Long.MAX_VALUE, 9)).isEmpty();
    assertThat(requests.past(Long.MAX_VALUE, 9))
        .extracting(ApprovalRequest::state)
        .containsExactly(State.EXPIRED);
    assertThat(refusal(() -> approve(ANN, asked)).what()).contains("expired already");
    assertThat(file(EVE, 2, 1).id()).isNotEqualTo(asked.id());
  }

  @Test
  void theSameAgainIsTheRequestThatWaits() {
    ApprovalRequest asked = file(EVE, 2, 1);

    assertThat(file(EVE, 2, 1).id()).isEqualTo(asked.id());
    assertThat(file(EVE, 3, 1).id()).isNotEqualTo(asked.id());
    assertThat(requests.waiting(Long.MAX_VALUE, 1)).hasSize(1);
    assertThat(requests.waiting(requests.waiting(Long.MAX_VALUE, 1).getFirst().id(), 9))
        .extracting(ApprovalRequest::id)
        .containsExactly(asked.id());
  }

  @Test
  void isHiddenFromWhoeverHasNoRoleInItsProject() {
    Principal stranger = new Principal("zoe", Map.of("tax", Role.ADMIN));
    ApprovalRequest asked = file(EVE, 2, 1);

    assertThat(as(stranger, () -> requests.find(asked.id()))).isEmpty();
    assertThat(as(stranger, () -> requests.waiting(Long.MAX_VALUE, 9))).isEmpty();
    assertThat(refusal(() -> approve(stranger, asked)).kind()).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void ofTwoWhoApproveAtOnceOneDoesIt() throws Exception {
    ApprovalRequest asked = file(EVE, 2, 1);

    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      List<Future<Boolean>> both = new ArrayList<>();
      for (Principal who : List.of(ANN, BOB)) {
        both.add(
            threads.submit(() -> {
              try {
                return approve(who, asked).state() == State.APPROVED;
              } catch (ProblemException e) {
                return false;
              }
            }));
      }
      List<Boolean> answers = List.of(both.getFirst().get(), both.getLast().get());
      assertThat(answers).containsExactlyInAnyOrder(true, false);
    }

    assertThat(done).hasSize(1);
  }
}
