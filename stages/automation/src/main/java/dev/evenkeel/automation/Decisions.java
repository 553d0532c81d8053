package dev.evenkeel.automation;

import static dev.evenkeel.store.schema.Tables.AUTOMATION_DECISION;

import dev.evenkeel.base.Json;
import dev.evenkeel.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;

/// Keeps decisions; there is no way to change one.
public final class Decisions {
  private static final int PAGE_MAX = 1_000;

  private final Database database;

  public Decisions(Database database) {
    this.database = database;
  }

  void save(Decision decision) {
    database.write(sql ->
        sql.insertInto(AUTOMATION_DECISION)
            .set(AUTOMATION_DECISION.ID, decision.id())
            .set(AUTOMATION_DECISION.MODEL, decision.model())
            .set(AUTOMATION_DECISION.AT, decision.at())
            .set(AUTOMATION_DECISION.KIND, decision.kind().name())
            .set(AUTOMATION_DECISION.OUTCOME, decision.outcome().name())
            .set(AUTOMATION_DECISION.HEADLINE, decision.headline())
            .set(AUTOMATION_DECISION.DETAIL, Json.text(decision))
            .execute());
  }

  /// A decision by its id.
  public Optional<Decision> decision(String id) {
    return database.read(sql ->
        sql.select(AUTOMATION_DECISION.DETAIL)
            .from(AUTOMATION_DECISION)
            .where(AUTOMATION_DECISION.ID.eq(id))
            .fetchOptional(AUTOMATION_DECISION.DETAIL)
            .map(Decisions::read));
  }

  /// The newest decisions on a model, newest first.
  public List<Decision> newest(String model, int limit) {
    return query(AUTOMATION_DECISION.MODEL.eq(model), limit);
  }

  /// Decisions of a stretch of business time, newest first.
  public List<Decision> between(String model, Instant from, Instant to, int limit) {
    return query(
        AUTOMATION_DECISION
            .MODEL
            .eq(model)
            .and(AUTOMATION_DECISION.AT.ge(from))
            .and(AUTOMATION_DECISION.AT.lt(to)),
        limit);
  }

  void forgetSince(String model, Instant since) {
    database.write(sql ->
        sql.deleteFrom(AUTOMATION_DECISION)
            .where(AUTOMATION_DECISION.MODEL.eq(model))
            .and(AUTOMATION_DECISION.AT.ge(since))
            .execute());
  }

  // Ids count up in time (UUIDv7-like), so they order decisions of one business instant.
  private List<Decision> query(Condition condition, int limit) {
    return database.read(sql ->
        sql
            .select(AUTOMATION_DECISION.DETAIL)
            .from(AUTOMATION_DECISION)
            .where(condition)
            .orderBy(AUTOMATION_DECISION.AT.desc(), AUTOMATION_DECISION.ID.desc())
            .limit(Math.min(limit, PAGE_MAX))
            .fetch(AUTOMATION_DECISION.DETAIL)
            .stream()
            .map(Decisions::read)
            .toList());
  }

  private static Decision read(String json) {
    return Json.read(json, Decision.class);
  }
}
