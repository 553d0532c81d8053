package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.STORE_AUDIT;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Who changed what. Entries are added, in the transaction of the change; nothing takes one away or
/// alters it.
public final class AuditLog {
  private final Database database;
  private final Clock clock;

  public AuditLog(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /// Adds an entry in the thread's transaction, by whoever acts on the thread.
  ///
  /// @param action what was done, as `alias.set`
  /// @param subject what it was done to, as `model/home-sales`
  /// @param before its facts as they were; empty for something new
  /// @param after its facts as they are; empty for something that has gone
  /// @param reason in plain words; may be empty
  public void append(
      String action, String subject, Map<String, ?> before, Map<String, ?> after, String reason) {
    Acting acting = Acting.now();
    database.write(sql ->
        sql.insertInto(STORE_AUDIT)
            .set(STORE_AUDIT.AT, clock.now())
            .set(STORE_AUDIT.ACTOR, acting.who().name())
            .set(STORE_AUDIT.PROJECT, acting.project())
            .set(STORE_AUDIT.ACTION, action)
            .set(STORE_AUDIT.SUBJECT, subject)
            .set(STORE_AUDIT.BEFORE_JSON, json(before))
            .set(STORE_AUDIT.AFTER_JSON, json(after))
            .set(STORE_AUDIT.REASON, reason)
            .execute());
  }

  private static String json(Map<String, ?> facts) {
    return facts.isEmpty() ? "" : new String(Json.write(facts), StandardCharsets.UTF_8);
  }
}
