package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_APPROVAL;
import static dev.evenkeel.store.schema.Tables.ACCESS_APPROVAL_ANSWER;

import dev.evenkeel.access.ApprovalRequest.State;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.Map;
import org.jooq.DSLContext;

/// Decides requests for approval: once, and together with what was asked for.
public final class Approvals {
  private final Database database;
  private final Clock clock;
  private final ApprovalRequests requests;
  private final AuditLog audit;
  private final Map<String, ApprovalEffect> effects;
  private final ApprovalListener listener;

  /// One that tells nobody.
  ///
  /// @param effects what is done, by the kind of request
  public Approvals(Database database, Clock clock, Map<String, ApprovalEffect> effects) {
    this(database, clock, effects, ApprovalListener.NONE);
  }

  /// @param effects what is done, by the kind of request
  public Approvals(
      Database database,
      Clock clock,
      Map<String, ApprovalEffect> effects,
      ApprovalListener listener) {
    this.database = database;
    this.clock = clock;
    this.requests = new ApprovalRequests(database, clock);
    this.audit = new AuditLog(database, clock);
    this.effects = Map.copyOf(effects);
    this.listener = listener;
  }

  /// Approves on behalf of whoever acts. With the last approval that it takes, what was asked for
  /// is done, in the same transaction.
  ///
  /// @param reason may be empty
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such request,
  ///   `FORBIDDEN` for whoever asked or has not the role, `CONFLICT` when it is decided, has
  ///   expired, or what it was asked against has changed
  public ApprovalRequest approve(long id, String reason) {
    return database.write(sql -> {
      ApprovalRequest request = answerable(sql, id);
      demandOther(request);
      answer(sql, request, ApprovalRequests.APPROVE, reason);
      boolean isLast = request.approvals() + 1 >= request.needed();
      audit.appendIn(
          request.project(),
          isLast ? "approval.approved" : "approval.seconded",
          "approval/" + id,
          Map.of(),
          request.facts(),
          reason);
      if (isLast) {
        close(sql, id, State.APPROVED);
        effect(request).carryOut(request);
        listener.decided(demand(id));
      }
      return demand(id);
    });
  }

  /// Rejects on behalf of whoever acts; whoever asked may take it back so.
  ///
  /// @param reason in plain words
  /// @throws dev.evenkeel.base.ProblemException as [#approve] does, and of kind `INPUT` without a
  ///   reason
  public ApprovalRequest reject(long id, String reason) {
    if (reason.isBlank()) {
      throw Problem.of(
              Problem.Kind.INPUT, "a rejection needs a reason", "say why: whoever asked reads it")
          .asException();
    }
    return database.write(sql -> {
      ApprovalRequest request = answerable(sql, id);
      answer(sql, request, ApprovalRequests.REJECT, reason);
      close(sql, id, State.REJECTED);
      audit.appendIn(
          request.project(),
          "approval.rejected",
          "approval/" + id,
          Map.of(),
          request.facts(),
          reason);
      effect(request).rejected(request, Acting.now().who().name(), reason);
      ApprovalRequest rejected = demand(id);
      listener.decided(rejected);
      return rejected;
    });
  }

  private ApprovalRequest answerable(DSLContext sql, long id) {
    ApprovalRequest request = requests.hold(sql, id).orElseThrow(() -> unknown(id));
    Acting acting = Acting.now();
    boolean isOwn = request.requestedBy().equals(acting.who().name());
    if (!isOwn && !acting.who().may(request.role(), request.project())) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "request %d is decided by a %s".formatted(id, lower(request.role())),
              "")
          .asException();
    }
    if (request.state() != State.PENDING) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "request %d is %s already".formatted(id, lower(request.state())),
              "ask anew if it is still wanted")
          .asException();
    }
    boolean hasAnswered =
        request.answers().stream().anyMatch(each -> each.actor().equals(acting.who().name()));
    if (hasAnswered) {
      throw Problem.of(
              Problem.Kind.CONFLICT,
              "%s has approved request %d already".formatted(acting.who().name(), id),
              "somebody else must approve it too")
          .asException();
    }
    return request;
  }

  // Where authentication is off, nobody else is there to ask.
  private static void demandOther(ApprovalRequest request) {
    Principal who = Acting.now().who();
    boolean isAlone = who.equals(Principal.LOCAL) || who.equals(Principal.SYSTEM);
    if (!isAlone && request.requestedBy().equals(who.name())) {
      throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "request %d cannot be approved by %s, who made it"
                  .formatted(request.id(), who.name()),
              "ask somebody else")
          .asException();
    }
  }

  private void answer(DSLContext sql, ApprovalRequest request, String answer, String reason) {
    sql.insertInto(ACCESS_APPROVAL_ANSWER)
        .set(ACCESS_APPROVAL_ANSWER.REQUEST_ID, request.id())
        .set(ACCESS_APPROVAL_ANSWER.ACTOR, Acting.now().who().name())
        .set(ACCESS_APPROVAL_ANSWER.ANSWER, answer)
        .set(ACCESS_APPROVAL_ANSWER.REASON, ApprovalRequests.bounded(reason))
        .set(ACCESS_APPROVAL_ANSWER.AT, clock.now())
        .execute();
  }

  private static void close(DSLContext sql, long id, State state) {
    sql.update(ACCESS_APPROVAL)
        .set(ACCESS_APPROVAL.STATE, state.name())
        .where(ApprovalRequests.is(id))
        .execute();
  }

  private ApprovalEffect effect(ApprovalRequest request) {
    ApprovalEffect effect = effects.get(request.kind());
    if (effect == null) {
      throw new IllegalStateException("Cannot carry out: nobody does " + request.kind());
    }
    return effect;
  }

  private ApprovalRequest demand(long id) {
    return requests.find(id).orElseThrow(() -> unknown(id));
  }

  private static RuntimeException unknown(long id) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "request %d does not exist".formatted(id),
            "`evenkeel approvals` lists what waits")
        .asException();
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(java.util.Locale.ROOT);
  }
}
