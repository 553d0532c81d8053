package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_CARD;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.DSLContext;

/// What people write of a model and of its versions, in Markdown: what it is for, what it is not
/// for. Each change is in the audit log, with the text before and after.
public final class Cards {
  private static final int OF_MODEL = 0;
  private static final int CHARS_MAX = 100_000;

  private final Database database;
  private final Registered registered;
  private final AuditLog audit;
  private final Clock clock;

  public Cards(Database database, Registered registered, AuditLog audit, Clock clock) {
    this.database = database;
    this.registered = registered;
    this.audit = audit;
    this.clock = clock;
  }

  /// The text of a version's card; empty when nobody wrote one.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such version
  public String ofVersion(String model, int number) {
    registered.versions().version(model, number);
    return read(model, number);
  }

  /// The text of a model's card; empty when nobody wrote one.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such model
  public String ofModel(String model) {
    registered.models().model(model);
    return read(model, OF_MODEL);
  }

  /// Writes a version's card anew.
  ///
  /// @param text may be empty
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such version,
  ///   `INPUT` for a text that cannot be kept
  public void writeVersion(String model, int number, String text) {
    RegistryTexts.text("the card", text, CHARS_MAX);
    database.write(sql -> {
      registered.versions().version(model, number);
      return write(sql, model, number, Models.subject(model, number), text);
    });
  }

  /// Writes a model's card anew.
  ///
  /// @param text may be empty
  /// @throws dev.evenkeel.base.ProblemException as [#writeVersion]
  public void writeModel(String model, String text) {
    RegistryTexts.text("the card", text, CHARS_MAX);
    database.write(sql -> {
      registered.models().model(model);
      return write(sql, model, OF_MODEL, Protections.subject(model), text);
    });
  }

  private int write(DSLContext sql, String model, int number, String subject, String text) {
    ModelLock.take(sql, model);
    ProjectScope.demandModel(
        sql, model, Role.EDITOR, () -> Models.unknown(model, number).asException());
    String before = read(model, number);
    audit.appendIn(
        ProjectScope.ofAudit(sql, model),
        "card.write",
        subject,
        before.isEmpty() ? Map.of() : Map.of("card", before),
        Map.of("card", text),
        "");
    long now = clock.now().toEpochMilli();
    return sql.insertInto(REGISTRY_CARD)
        .set(REGISTRY_CARD.MODEL, model)
        .set(REGISTRY_CARD.NUMBER, number)
        .set(REGISTRY_CARD.TEXT, text)
        .set(REGISTRY_CARD.UPDATED_MILLIS, now)
        .onConflict(REGISTRY_CARD.MODEL, REGISTRY_CARD.NUMBER)
        .doUpdate()
        .set(REGISTRY_CARD.TEXT, text)
        .set(REGISTRY_CARD.UPDATED_MILLIS, now)
        .execute();
  }

  private String read(String model, int number) {
    return database.read(sql ->
        sql.select(REGISTRY_CARD.TEXT)
            .from(REGISTRY_CARD)
            .where(is(model, number))
            .fetchOptional(REGISTRY_CARD.TEXT)
            .orElse(""));
  }

  static void rename(DSLContext sql, String model, String newName) {
    sql.update(REGISTRY_CARD)
        .set(REGISTRY_CARD.MODEL, newName)
        .where(REGISTRY_CARD.MODEL.eq(model))
        .execute();
  }

  static void delete(DSLContext sql, String model, int number) {
    sql.deleteFrom(REGISTRY_CARD).where(is(model, number)).execute();
  }

  static int deleteFrom(DSLContext sql, String model, int number) {
    return sql.deleteFrom(REGISTRY_CARD)
        .where(REGISTRY_CARD.MODEL.eq(model))
        .and(REGISTRY_CARD.NUMBER.ge(number))
        .execute();
  }

  static void deleteAll(DSLContext sql, String model) {
    sql.deleteFrom(REGISTRY_CARD).where(REGISTRY_CARD.MODEL.eq(model)).execute();
  }

  private static Condition is(String model, int number) {
    return REGISTRY_CARD.MODEL.eq(model).and(REGISTRY_CARD.NUMBER.eq(number));
  }
}
