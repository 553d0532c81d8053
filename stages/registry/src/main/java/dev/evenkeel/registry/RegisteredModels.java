package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_ALIAS_MOVE;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_TAG;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_VERSION_TAG;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryModelRecord;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.DSLContext;

/// Models by name, with or without versions, as clients of the registry make, describe and rename
/// them.
public final class RegisteredModels {
  private static final int TAGS_MAX = 10_000;
  private static final String ACTOR = "registry";

  private final Database database;
  private final Aliases aliases;
  private final Clock clock;
  private final Events events;
  private final Protections protections;
  private final AuditLog audit;

  /// One that tells nobody.
  public RegisteredModels(Database database, Aliases aliases, Clock clock) {
    this(database, aliases, clock, Events.NONE);
  }

  public RegisteredModels(Database database, Aliases aliases, Clock clock, Events events) {
    this.database = database;
    this.aliases = aliases;
    this.clock = clock;
    this.events = events;
    this.protections = new Protections(database, clock, events);
    this.audit = new AuditLog(database, clock);
  }

  /// Makes a model without versions; empty when there is one of that name.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a name or tag that cannot be
  ///   one
  public Optional<RegisteredModel> create(
      String name, Map<String, String> tags, String description) {
    Names.check("model", name);
    RegistryTexts.note(description);
    RegistryTexts.tags(tags);
    long now = clock.now().toEpochMilli();
    return database.write(sql -> {
      ModelLock.take(sql, name);
      if (sql.fetchExists(REGISTRY_MODEL, REGISTRY_MODEL.NAME.eq(name))) {
        return Optional.empty();
      }
      keep(sql, name, now);
      sql.update(REGISTRY_MODEL)
          .set(REGISTRY_MODEL.DESCRIPTION, description)
          .where(REGISTRY_MODEL.NAME.eq(name))
          .execute();
      tags.forEach((key, value) -> setTag(sql, name, key, value));
      RegisteredModel made = model(sql, demand(sql, name));
      events.raise(Events.MODEL_CREATED, name, EventFacts.created(made));
      audit.appendIn(
          ProjectScope.ofAudit(sql, name),
          "model.created",
          Protections.subject(name),
          Map.of(),
          named(name),
          "");
      return Optional.of(made);
    });
  }

  private static Map<String, String> named(String name) {
    return Map.of("name", name);
  }

  /// Makes sure that a model of which there is a version has its row.
  static void keep(DSLContext sql, String name, long nowMillis) {
    String project =
        ProjectScope.projectOfModel(sql, name).orElseGet(() -> ProjectScope.ofNew(sql));
    ProjectScope.demandModelOrName(project, name);
    sql.insertInto(REGISTRY_MODEL)
        .set(REGISTRY_MODEL.NAME, name)
        .set(REGISTRY_MODEL.DESCRIPTION, "")
        .set(REGISTRY_MODEL.CREATED_MILLIS, nowMillis)
        .set(REGISTRY_MODEL.UPDATED_MILLIS, nowMillis)
        .set(REGISTRY_MODEL.PROJECT, project)
        .set(REGISTRY_MODEL.USER_NAME, Acting.personOr(""))
        .onConflict(REGISTRY_MODEL.NAME)
        .doUpdate()
        .set(REGISTRY_MODEL.UPDATED_MILLIS, nowMillis)
        .execute();
  }

  /// A model.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none of that name
  public RegisteredModel model(String name) {
    return database.read(sql -> model(sql, demand(sql, name)));
  }

  /// Describes a model anew.
  ///
  /// @param description may be empty
  public RegisteredModel describe(String name, String description) {
    RegistryTexts.note(description);
    return database.write(sql -> {
      RegistryModelRecord row = demandEditor(sql, name);
      row.setDescription(description);
      row.setUpdatedMillis(clock.now().toEpochMilli());
      row.store();
      return model(sql, row);
    });
  }

  /// Gives a model another name, with its versions, tags and the history of its aliases; empty when
  /// that name has been used already.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for one that serves or has served:
  ///   its predictions, windows and decisions know it by its name; `NOT_FOUND` when there is none
  public Optional<RegisteredModel> rename(String name, String newName) {
    Names.check("model", newName);
    return database.write(sql -> {
      // In one order, or two that swap names would wait for each other for ever.
      Stream.of(name, newName).sorted().forEach(each -> ModelLock.take(sql, each));
      RegistryModelRecord row = demandEditor(sql, name);
      if (isUsed(sql, newName)) {
        return Optional.empty();
      }
      demandNeverServed(sql, name);
      protections.demandNoRules(sql, name);
      Map<String, Integer> pointing = aliases.of(name);
      pointing
          .keySet()
          .forEach(alias -> {
            protections.demandFree(name, alias);
            protections.demandFree(newName, alias);
          });
      carry(sql, name, newName);
      audit.appendIn(
          ProjectScope.ofAudit(sql, newName),
          "model.renamed",
          Protections.subject(newName),
          named(name),
          named(newName),
          "");
      pointing.forEach((alias, number) -> {
        // Whoever follows the moves of aliases drops the one name and finds the other.
        move(sql, name, alias, AliasMove.NOWHERE, "renamed to " + newName);
        move(sql, newName, alias, number, "renamed from " + name);
      });
      return Optional.of(
          new RegisteredModel(
              newName,
              row.getDescription(),
              row.getUserName(),
              row.getCreatedMillis(),
              clock.now().toEpochMilli(),
              tags(sql, newName)));
    });
  }

  /// A deleted model's versions keep their numbers under its name.
  private static boolean isUsed(DSLContext sql, String name) {
    return sql.fetchExists(REGISTRY_MODEL, REGISTRY_MODEL.NAME.eq(name))
        || sql.fetchExists(REGISTRY_MODEL_VERSION, REGISTRY_MODEL_VERSION.MODEL.eq(name));
  }

  private static void demandNeverServed(DSLContext sql, String name) {
    boolean hasServed =
        sql.fetchExists(
            REGISTRY_ALIAS_MOVE,
            REGISTRY_ALIAS_MOVE.MODEL.eq(name).and(REGISTRY_ALIAS_MOVE.ALIAS.eq(Models.CHAMPION)));
    if (hasServed) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "model `%s` cannot be renamed: it has had a champion, and its endpoint, predictions"
                      .formatted(Names.abbreviate(name))
                  + " and decisions go by its name",
              "register its versions under the new name instead")
          .asException();
    }
  }

  private void carry(DSLContext sql, String name, String newName) {
    long now = clock.now().toEpochMilli();
    sql.update(REGISTRY_MODEL)
        .set(REGISTRY_MODEL.NAME, newName)
        .set(REGISTRY_MODEL.UPDATED_MILLIS, now)
        .where(REGISTRY_MODEL.NAME.eq(name))
        .execute();
    sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.MODEL, newName)
        .set(REGISTRY_MODEL_VERSION.UPDATED_MILLIS, now)
        .where(REGISTRY_MODEL_VERSION.MODEL.eq(name))
        .execute();
    sql.update(REGISTRY_ALIAS_MOVE)
        .set(REGISTRY_ALIAS_MOVE.MODEL, newName)
        .where(REGISTRY_ALIAS_MOVE.MODEL.eq(name))
        .execute();
    Cards.rename(sql, name, newName);
    sql.update(REGISTRY_MODEL_TAG)
        .set(REGISTRY_MODEL_TAG.MODEL, newName)
        .where(REGISTRY_MODEL_TAG.MODEL.eq(name))
        .execute();
    sql.update(REGISTRY_VERSION_TAG)
        .set(REGISTRY_VERSION_TAG.MODEL, newName)
        .where(REGISTRY_VERSION_TAG.MODEL.eq(name))
        .execute();
  }

  /// Deletes a model with its versions, whose numbers are never given again under its name.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when it has a champion, `NOT_FOUND`
  ///   when there is none
  public void delete(String name) {
    database.write(sql -> {
      ModelLock.take(sql, name);
      demandEditor(sql, name);
      Map<String, Integer> pointing = aliases.of(name);
      if (pointing.containsKey(Models.CHAMPION)) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "model `%s` cannot be deleted: its version %d is its champion"
                    .formatted(Names.abbreviate(name), pointing.get(Models.CHAMPION)),
                "")
            .asException();
      }
      pointing
          .keySet()
          .forEach(each -> {
            protections.demandFree(name, each);
            move(sql, name, each, AliasMove.NOWHERE, "model deleted");
          });
      audit.appendIn(
          ProjectScope.ofAudit(sql, name),
          "model.deleted",
          Protections.subject(name),
          named(name),
          Map.of(),
          "");
      Cards.deleteAll(sql, name);
      VersionRows.wipe(sql, REGISTRY_MODEL_VERSION.MODEL.eq(name), clock.now().toEpochMilli());
      sql.deleteFrom(REGISTRY_VERSION_TAG).where(REGISTRY_VERSION_TAG.MODEL.eq(name)).execute();
      sql.deleteFrom(REGISTRY_MODEL_TAG).where(REGISTRY_MODEL_TAG.MODEL.eq(name)).execute();
      events.raise(Events.MODEL_DELETED, name, Map.of("model", name));
      return sql.deleteFrom(REGISTRY_MODEL).where(REGISTRY_MODEL.NAME.eq(name)).execute();
    });
  }

  private void move(DSLContext sql, String model, String alias, int number, String reason) {
    aliases.moved(
        sql, new AliasMove(model, alias, number, clock.now(), Acting.personOr(ACTOR), reason));
  }

  /// Sets a tag, or replaces its value.
  public void setTag(String name, String key, String value) {
    RegistryTexts.tag(key, value);
    database.write(sql -> {
      demandEditor(sql, name);
      setTag(sql, name, key, value);
      return touch(sql, name);
    });
  }

  /// Removes a tag; none of that key is fine.
  public void deleteTag(String name, String key) {
    RegistryTexts.key(key);
    database.write(sql -> {
      demandEditor(sql, name);
      sql.deleteFrom(REGISTRY_MODEL_TAG)
          .where(REGISTRY_MODEL_TAG.MODEL.eq(name))
          .and(REGISTRY_MODEL_TAG.KEY.eq(key))
          .execute();
      return touch(sql, name);
    });
  }

  private int touch(DSLContext sql, String name) {
    return sql.update(REGISTRY_MODEL)
        .set(REGISTRY_MODEL.UPDATED_MILLIS, clock.now().toEpochMilli())
        .where(REGISTRY_MODEL.NAME.eq(name))
        .execute();
  }

  private static void setTag(DSLContext sql, String name, String key, String value) {
    sql.insertInto(REGISTRY_MODEL_TAG)
        .set(REGISTRY_MODEL_TAG.MODEL, name)
        .set(REGISTRY_MODEL_TAG.KEY, key)
        .set(REGISTRY_MODEL_TAG.VALUE, value)
        .onConflict(REGISTRY_MODEL_TAG.MODEL, REGISTRY_MODEL_TAG.KEY)
        .doUpdate()
        .set(REGISTRY_MODEL_TAG.VALUE, value)
        .execute();
  }

  /// The row of a model that must be there.
  static RegistryModelRecord demand(DSLContext sql, String name) {
    Names.check("model", name);
    return sql.selectFrom(REGISTRY_MODEL)
        .where(REGISTRY_MODEL.NAME.eq(name))
        .and(ProjectScope.models())
        .fetchOptional()
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "Registered Model with name=%s not found".formatted(Names.abbreviate(name)),
                    "")
                .asException());
  }

  private static RegistryModelRecord demandEditor(DSLContext sql, String name) {
    RegistryModelRecord row = demand(sql, name);
    ProjectScope.demand(row.getProject(), Role.EDITOR);
    return row;
  }

  private static RegisteredModel model(DSLContext sql, RegistryModelRecord row) {
    return new RegisteredModel(
        row.getName(),
        row.getDescription(),
        row.getUserName(),
        row.getCreatedMillis(),
        row.getUpdatedMillis(),
        tags(sql, row.getName()));
  }

  private static Map<String, String> tags(DSLContext sql, String name) {
    return sql.select(REGISTRY_MODEL_TAG.KEY, REGISTRY_MODEL_TAG.VALUE)
        .from(REGISTRY_MODEL_TAG)
        .where(REGISTRY_MODEL_TAG.MODEL.eq(name))
        .orderBy(REGISTRY_MODEL_TAG.KEY)
        .limit(TAGS_MAX)
        .fetchMap(REGISTRY_MODEL_TAG.KEY, REGISTRY_MODEL_TAG.VALUE);
  }
}
