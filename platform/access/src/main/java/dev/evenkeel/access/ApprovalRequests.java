package dev.evenkeel.access;

import static dev.evenkeel.store.schema.Tables.ACCESS_APPROVAL;
import static dev.evenkeel.store.schema.Tables.ACCESS_APPROVAL_ANSWER;

import dev.evenkeel.access.ApprovalRequest.Answer;
import dev.evenkeel.access.ApprovalRequest.State;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.AccessApprovalRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import tools.jackson.core.type.TypeReference;

/// Requests for approval, as they are made and found. [Approvals] decides them.
public final class ApprovalRequests {
  /// The most requests of one page.
  public static final int PAGE_MAX = 200;

  static final String APPROVE = "APPROVE";
  static final String REJECT = "REJECT";

  private static final int REASON_CHARS_MAX = 1_000;

  private static final int ANSWERS_MAX = 100;
  private static final TypeReference<Map<String, String>> FACTS = new TypeReference<>() {};

  private final Database database;
  private final Clock clock;
  private final AuditLog audit;
  private final ApprovalListener listener;

  /// One that tells nobody.
  public ApprovalRequests(Database database, Clock clock) {
    this(database, clock, ApprovalListener.NONE);
  }

  public ApprovalRequests(Database database, Clock clock, ApprovalListener listener) {
    this.listener = listener;
    this.database = database;
    this.clock = clock;
    this.audit = new AuditLog(database, clock);
  }

  /// Asks for approval in the thread's transaction, on behalf of whoever acts. The same again,
  /// while it waits, is the request that waits: clients ask again.
  public ApprovalRequest file(NewApproval asked) {
    return database.write(sql -> {
      String facts = Json.text(new TreeMap<>(asked.facts()));
      Condition same =
          ACCESS_APPROVAL
              .KIND
              .eq(asked.kind())
              .and(ACCESS_APPROVAL.SUBJECT.eq(asked.subject()))
              .and(ACCESS_APPROVAL.FACTS_JSON.eq(facts))
              .and(ACCESS_APPROVAL.STATE.eq(State.PENDING.name()))
              .and(ACCESS_APPROVAL.EXPIRES_AT.gt(clock.now()));
      return sql.selectFrom(ACCESS_APPROVAL)
          .where(same)
          .orderBy(ACCESS_APPROVAL.ID)
          .limit(1)
          .fetchOptional()
          .map(row -> request(sql, row))
          .orElseGet(() -> insert(sql, asked, facts));
    });
  }

  private ApprovalRequest insert(DSLContext sql, NewApproval asked, String facts) {
    Acting acting = Acting.now();
    Instant now = clock.now();
    AccessApprovalRecord row = sql.newRecord(ACCESS_APPROVAL);
    row.setKind(asked.kind());
    row.setSubject(asked.subject());
    row.setProject(asked.project());
    row.setFactsJson(facts);
    row.setReason(bounded(asked.reason()));
    row.setRole(asked.role().name());
    row.setNeeded(asked.needed());
    row.setRequestedBy(acting.who().name());
    row.setRequestedAt(now);
    row.setExpiresAt(now.plus(asked.validity()));
    row.setState(State.PENDING.name());
    row.insert();
    audit.appendIn(
        asked.project(),
        "approval.requested",
        "approval/" + row.getId(),
        Map.of(),
        asked.facts(),
        asked.reason());
    ApprovalRequest filed = request(sql, row);
    listener.requested(filed);
    return filed;
  }

  /// A request, as far as whoever acts may read in its project.
  public Optional<ApprovalRequest> find(long id) {
    return database.read(sql ->
        sql.selectFrom(ACCESS_APPROVAL)
            .where(is(id))
            .and(isVisible())
            .fetchOptional()
            .map(row -> request(sql, row)));
  }

  /// A page of what waits, newest first.
  ///
  /// @param before only ids below it; `Long.MAX_VALUE` for the first page
  public List<ApprovalRequest> waiting(long before, int limit) {
    return page(
        ACCESS_APPROVAL
            .STATE
            .eq(State.PENDING.name())
            .and(ACCESS_APPROVAL.EXPIRES_AT.gt(clock.now())),
        before,
        limit);
  }

  /// A page of what was decided or has expired, newest first.
  ///
  /// @param before only ids below it; `Long.MAX_VALUE` for the first page
  public List<ApprovalRequest> past(long before, int limit) {
    return page(
        ACCESS_APPROVAL
            .STATE
            .ne(State.PENDING.name())
            .or(ACCESS_APPROVAL.EXPIRES_AT.le(clock.now())),
        before,
        limit);
  }

  private List<ApprovalRequest> page(Condition wanted, long before, int limit) {
    return database.read(sql ->
        sql
            .selectFrom(ACCESS_APPROVAL)
            .where(wanted)
            .and(isVisible())
            .and(ACCESS_APPROVAL.ID.lt(before))
            .orderBy(ACCESS_APPROVAL.ID.desc())
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch()
            .stream()
            .map(row -> request(sql, row))
            .toList());
  }

  private static Condition isVisible() {
    Principal who = Acting.now().who();
    return who.mayEverywhere(Role.VIEWER)
        ? DSL.noCondition()
        : ACCESS_APPROVAL.PROJECT.in(who.projects());
  }

  /// The request, held until the transaction ends: of two who answer at once, one waits.
  Optional<ApprovalRequest> hold(DSLContext sql, long id) {
    int found =
        sql.update(ACCESS_APPROVAL)
            .set(ACCESS_APPROVAL.STATE, ACCESS_APPROVAL.STATE)
            .where(ACCESS_APPROVAL.ID.eq(id))
            .execute();
    return found == 0 ? Optional.empty() : find(id);
  }

  ApprovalRequest request(DSLContext sql, AccessApprovalRecord row) {
    State state = State.valueOf(row.getState());
    boolean hasExpired = state == State.PENDING && !row.getExpiresAt().isAfter(clock.now());
    return new ApprovalRequest(
        row.getId(),
        row.getKind(),
        row.getSubject(),
        row.getProject(),
        Json.read(row.getFactsJson(), FACTS),
        row.getReason(),
        Role.valueOf(row.getRole()),
        row.getNeeded(),
        row.getRequestedBy(),
        row.getRequestedAt(),
        row.getExpiresAt(),
        hasExpired ? State.EXPIRED : state,
        answers(sql, row.getId()));
  }

  private static List<Answer> answers(DSLContext sql, long id) {
    return sql.selectFrom(ACCESS_APPROVAL_ANSWER)
        .where(ACCESS_APPROVAL_ANSWER.REQUEST_ID.eq(id))
        .orderBy(ACCESS_APPROVAL_ANSWER.AT, ACCESS_APPROVAL_ANSWER.ACTOR)
        .limit(ANSWERS_MAX)
        .fetch(row ->
            new Answer(
                row.getActor(), row.getAnswer().equals(APPROVE), row.getReason(), row.getAt()));
  }

  static String bounded(String reason) {
    String whole = reason.replace('\0', '?');
    return whole.length() <= REASON_CHARS_MAX ? whole : whole.substring(0, REASON_CHARS_MAX);
  }

  static Condition is(long id) {
    return ACCESS_APPROVAL.ID.eq(id);
  }
}
