package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;
import static dev.evenkeel.store.schema.Tables.REGISTRY_VERSION_TAG;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.registry.tracking.LoggedModels;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Versions as clients of the registry make, describe and delete them. [Models] has the same
/// versions as serving knows them.
public final class RegisteredVersions {
  private static final String ACTOR = "registry";

  private final Database database;
  private final Aliases aliases;
  private final Registration registration;
  private final VersionLinks links;
  private final Clock clock;
  private final Events events;
  private final Protections protections;
  private final AuditLog audit;

  /// One that tells nobody.
  ///
  /// @param modelBytesMax of a folder that is to be served; a larger one is registered, and cannot
  ///   be promoted
  public RegisteredVersions(
      Database database,
      BlobStore blobs,
      Models models,
      Aliases aliases,
      Artifacts artifacts,
      Clock clock,
      long modelBytesMax) {
    this(database, blobs, models, aliases, artifacts, clock, modelBytesMax, Events.NONE);
  }

  /// @param modelBytesMax of a folder that is to be served; a larger one is registered, and cannot
  ///   be promoted
  public RegisteredVersions(
      Database database,
      BlobStore blobs,
      Models models,
      Aliases aliases,
      Artifacts artifacts,
      Clock clock,
      long modelBytesMax,
      Events events) {
    this.database = database;
    this.aliases = aliases;
    this.events = events;
    this.registration = new Registration(database, blobs, models, artifacts, modelBytesMax);
    this.links = new VersionLinks(new LoggedModels(database, clock));
    this.clock = clock;
    this.protections = new Protections(database, clock, events);
    this.audit = new AuditLog(database, clock);
  }

  /// Registers files as the next version of a model. From then on they cannot change.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when the source is not ours or not
  ///   of the run or logged model that is named, `NOT_FOUND` when the model or source does not
  ///   exist, `CONFLICT` when the files changed meanwhile
  public RegisteredVersion create(NewRegisteredVersion asked) {
    ModelVersion registered = registration.register(asked);
    RegisteredVersion version = version(registered.model(), registered.number());
    links.add(version);
    return version;
  }

  /// A version.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is none
  public RegisteredVersion version(String model, int number) {
    return database.read(sql -> demand(sql, model, number));
  }

  /// The newest version of each stage that has one; the highest number first.
  ///
  /// @param stages none stands for all
  /// @throws dev.evenkeel.base.ProblemException of kind `NOT_FOUND` when there is no such model
  public List<RegisteredVersion> latest(String model, Set<Stage> stages) {
    Set<String> words =
        (stages.isEmpty() ? Set.of(Stage.values()) : stages)
            .stream().map(Stage::word).collect(Collectors.toSet());
    return database.read(sql -> {
      RegisteredModels.demand(sql, model);
      Condition newest =
          REGISTRY_MODEL_VERSION.NUMBER.in(
              DSL.select(DSL.max(REGISTRY_MODEL_VERSION.NUMBER))
                  .from(REGISTRY_MODEL_VERSION)
                  .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
                  .and(Models.EXISTS)
                  .and(REGISTRY_MODEL_VERSION.STAGE.in(words))
                  .groupBy(REGISTRY_MODEL_VERSION.STAGE));
      return VersionRows.read(sql, model, newest, aliases.of(model), Stage.values().length);
    });
  }

  /// Writes what people should know of a version.
  ///
  /// @param note may be empty
  public RegisteredVersion describe(String model, int number, String note) {
    RegistryTexts.note(note);
    return database.write(sql -> {
      demandEditor(sql, model, number);
      sql.update(REGISTRY_MODEL_VERSION)
          .set(REGISTRY_MODEL_VERSION.NOTE, note)
          .where(is(model, number))
          .execute();
      touch(sql, model, number);
      return demand(sql, model, number);
    });
  }

  /// Moves a version to a stage, which is a label only.
  public RegisteredVersion transition(String model, int number, Stage stage) {
    return database.write(sql -> {
      demandEditor(sql, model, number);
      return moved(sql, model, number, stage);
    });
  }

  /// Moves a version to a stage and archives those that were there.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for a stage that keeps old versions
  public RegisteredVersion replace(String model, int number, Stage stage) {
    if (!stage.isActive()) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "Model version transition cannot archive existing model versions because '%s' is not"
                      .formatted(stage.word())
                  + " an Active stage. Valid stages are ['Staging', 'Production']",
              "")
          .asException();
    }
    return database.write(sql -> {
      ModelLock.take(sql, model);
      demandEditor(sql, model, number);
      sql.update(REGISTRY_MODEL_VERSION)
          .set(REGISTRY_MODEL_VERSION.STAGE, Stage.ARCHIVED.word())
          .set(REGISTRY_MODEL_VERSION.UPDATED_MILLIS, clock.now().toEpochMilli())
          .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
          .and(REGISTRY_MODEL_VERSION.STAGE.eq(stage.word()))
          .and(REGISTRY_MODEL_VERSION.NUMBER.ne(number))
          .and(Models.EXISTS)
          .execute();
      return moved(sql, model, number, stage);
    });
  }

  private RegisteredVersion moved(DSLContext sql, String model, int number, Stage stage) {
    audit.appendIn(
        ProjectScope.ofAudit(sql, model),
        "version.staged",
        Models.subject(model, number),
        Map.of("stage", demand(sql, model, number).stage().word()),
        Map.of("stage", stage.word()),
        "");
    sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.STAGE, stage.word())
        .where(is(model, number))
        .execute();
    touch(sql, model, number);
    return demand(sql, model, number);
  }

  /// Deletes a version: it vanishes from every read, and so do its aliases.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` for the champion, `NOT_FOUND` when
  ///   there is none
  public void delete(String model, int number) {
    database.write(sql -> {
      ModelLock.take(sql, model);
      RegisteredVersion version = demandEditor(sql, model, number);
      if (version.aliases().contains(Models.CHAMPION)) {
        throw Problem.of(
                Problem.Kind.INPUT,
                "version %d of `%s` cannot be deleted: it is the champion"
                    .formatted(number, Names.abbreviate(model)),
                "promote another version first")
            .asException();
      }
      version
          .aliases()
          .forEach(alias -> {
            protections.demandFree(model, alias);
            aliases.moved(
                sql,
                new AliasMove(
                    model,
                    alias,
                    AliasMove.NOWHERE,
                    clock.now(),
                    Acting.personOr(ACTOR),
                    "version deleted"));
          });
      audit.appendIn(
          ProjectScope.ofAudit(sql, model),
          "version.deleted",
          Models.subject(model, number),
          Map.of("version", number),
          Map.of(),
          "");
      sql.deleteFrom(REGISTRY_VERSION_TAG)
          .where(REGISTRY_VERSION_TAG.MODEL.eq(model))
          .and(REGISTRY_VERSION_TAG.NUMBER.eq(number))
          .execute();
      touch(sql, model, number);
      Cards.delete(sql, model, number);
      VersionRows.wipe(sql, is(model, number), clock.now().toEpochMilli());
      events.raise(Events.VERSION_DELETED, model + "@" + number, EventFacts.version(model, number));
      return version;
    });
  }

  /// Sets a tag, or replaces its value.
  public void setTag(String model, int number, String key, String value) {
    RegistryTexts.tag(key, value);
    database.write(sql -> {
      demandEditor(sql, model, number);
      VersionRows.setTag(sql, model, number, key, value);
      Map<String, Object> facts = EventFacts.version(model, number);
      facts.put("key", key);
      facts.put("value", value);
      events.raise(Events.VERSION_TAG_SET, model + "@" + number, facts);
      return touch(sql, model, number);
    });
  }

  /// Removes a tag; none of that key is fine.
  public void deleteTag(String model, int number, String key) {
    RegistryTexts.key(key);
    database.write(sql -> {
      demandEditor(sql, model, number);
      sql.deleteFrom(REGISTRY_VERSION_TAG)
          .where(REGISTRY_VERSION_TAG.MODEL.eq(model))
          .and(REGISTRY_VERSION_TAG.NUMBER.eq(number))
          .and(REGISTRY_VERSION_TAG.KEY.eq(key))
          .execute();
      Map<String, Object> facts = EventFacts.version(model, number);
      facts.put("key", key);
      events.raise(Events.VERSION_TAG_REMOVED, model + "@" + number, facts);
      return touch(sql, model, number);
    });
  }

  private int touch(DSLContext sql, String model, int number) {
    long now = clock.now().toEpochMilli();
    sql.update(REGISTRY_MODEL)
        .set(REGISTRY_MODEL.UPDATED_MILLIS, now)
        .where(REGISTRY_MODEL.NAME.eq(model))
        .execute();
    return sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.UPDATED_MILLIS, now)
        .where(is(model, number))
        .execute();
  }

  private RegisteredVersion demand(DSLContext sql, String model, int number) {
    Names.check("model", model);
    return VersionRows.read(
            sql,
            model,
            REGISTRY_MODEL_VERSION
                .NUMBER
                .eq(number)
                .and(ProjectScope.ofModel(REGISTRY_MODEL_VERSION.MODEL)),
            aliases.of(model),
            1)
        .stream()
        .findFirst()
        .orElseThrow(() -> unknown(model, number));
  }

  private RegisteredVersion demandEditor(DSLContext sql, String model, int number) {
    ProjectScope.demandModel(sql, model, Role.EDITOR, () -> unknown(model, number));
    return demand(sql, model, number);
  }

  private static RuntimeException unknown(String model, int number) {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "Model Version (name=%s, version=%d) not found"
                .formatted(Names.abbreviate(model), number),
            "")
        .asException();
  }

  private static Condition is(String model, int number) {
    return REGISTRY_MODEL_VERSION.MODEL.eq(model).and(REGISTRY_MODEL_VERSION.NUMBER.eq(number));
  }
}
