package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_ALIAS_MOVE;
import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Role;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.registry.projects.SeenModels;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryAliasMoveRecord;
import dev.evenkeel.store.schema.tables.records.RegistryModelVersionRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import tools.jackson.core.type.TypeReference;

/// Registers model versions and finds them again.
public final class Models {
  /// The alias whose version answers requests.
  public static final String CHAMPION = "champion";

  /// A deleted version keeps its row, so that nobody gets its number again.
  static final Condition EXISTS = REGISTRY_MODEL_VERSION.IS_DELETED.isFalse();

  private static final int PAGE_MAX = 1_000;
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Double>> NUMBERS = new TypeReference<>() {};

  private final Database database;
  private final BlobStore blobs;
  private final Clock clock;
  private final Events events;
  private final AuditLog audit;
  private final SeenModels seen;

  /// One that tells nobody.
  public Models(Database database, BlobStore blobs, Clock clock) {
    this(database, blobs, clock, Events.NONE);
  }

  public Models(Database database, BlobStore blobs, Clock clock, Events events) {
    this.database = database;
    this.blobs = blobs;
    this.clock = clock;
    this.events = events;
    this.audit = new AuditLog(database, clock);
    this.seen = new SeenModels(database);
  }

  /// Whether whoever acts sees a model; cheap enough for every request. Whoever sees all sees those
  /// that do not exist, too.
  public boolean isSeen(String model) {
    return seen.sees(model);
  }

  /// Demands a role in a model's project, of whoever acts.
  ///
  /// @param unknown what is told when there is no such model, or they do not see it
  /// @throws dev.evenkeel.base.ProblemException of kind `FORBIDDEN` when they see it and have not
  ///   the role
  public void demand(String model, Role role, Supplier<RuntimeException> unknown) {
    seen.demand(model, role, unknown);
  }

  /// The project that a model belongs to, whoever asks; none when there is no such model.
  public Optional<String> projectOf(String model) {
    return database.read(sql -> ProjectScope.projectOfModel(sql, model));
  }

  /// The project that a model belongs to, whoever asks, for an entry of the audit log.
  public String auditProject(String model) {
    return database.read(sql -> ProjectScope.ofAudit(sql, model));
  }

  /// Gives a trained model the next number of its name; of two at once, one waits for the other.
  /// Its bytes are stored before its row, so a row never points at nothing.
  ///
  /// A pipeline run makes one version of a model: when it asks again, as after a crash, it gets the
  /// one it has.
  public ModelVersion register(NewVersion version) {
    Names.check("model", version.model());
    return register(version, blobs.put(version.artifact()));
  }

  /// The same for bytes that are stored already.
  ModelVersion register(NewVersion version, String artifact) {
    Names.check("model", version.model());
    Optional<String> profile = version.profile().map(blobs::put);
    return database.write(sql -> {
      ModelLock.take(sql, version.model());
      Optional<ModelVersion> earlier =
          version.pipelineRun().flatMap(run -> ofRun(sql, version.model(), run));
      return earlier.orElseGet(() -> {
        ModelVersion inserted = insert(sql, version, artifact, profile);
        registered(sql, inserted);
        return inserted;
      });
    });
  }

  /// Gives the next number; the caller holds the model's lock.
  ModelVersion insert(
      DSLContext sql, NewVersion version, String artifact, Optional<String> profile) {
    RegistryModelVersionRecord row = sql.newRecord(REGISTRY_MODEL_VERSION);
    row.setModel(version.model());
    row.setNumber(nextNumber(sql, version.model()));
    row.setAt(clock.now());
    row.setDescription(Json.text(version.description()));
    row.setArtifactDigest(artifact);
    row.setProfileDigest(profile.orElse(null));
    row.setDataset(version.dataset());
    row.setPipelineRun(version.pipelineRun().orElse(null));
    row.setCode(version.code());
    row.setSeed(version.seed());
    row.setParameters(Json.text(new TreeMap<>(version.parameters())));
    row.setMetrics(Json.text(new TreeMap<>(version.metrics())));
    row.setUserName(Acting.personOr(""));
    row.setUpdatedMillis(row.getAt().toEpochMilli());
    sql.insertInto(REGISTRY_MODEL_VERSION).set(row).execute();
    RegisteredModels.keep(sql, version.model(), row.getUpdatedMillis());
    audit.appendIn(
        ProjectScope.ofAudit(sql, version.model()),
        "version.registered",
        subject(version.model(), row.getNumber()),
        Map.of(),
        Map.of("version", row.getNumber(), "digest", artifact),
        "");
    return version(row);
  }

  /// Tells of a version of which all is written, in its transaction.
  void registered(DSLContext sql, ModelVersion version) {
    VersionRows.read(
            sql, version.model(), REGISTRY_MODEL_VERSION.NUMBER.eq(version.number()), Map.of(), 1)
        .forEach(each ->
            events.raise(
                Events.VERSION_REGISTERED, version.toString(), EventFacts.registered(each)));
  }

  /// What the audit log calls a version.
  static String subject(String model, int number) {
    return "version/%s@%d".formatted(model, number);
  }

  private static Optional<ModelVersion> ofRun(DSLContext sql, String model, String pipelineRun) {
    return sql.selectFrom(REGISTRY_MODEL_VERSION)
        .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
        .and(REGISTRY_MODEL_VERSION.PIPELINE_RUN.eq(pipelineRun))
        .and(EXISTS)
        .orderBy(REGISTRY_MODEL_VERSION.NUMBER)
        .limit(1)
        .fetchOptional()
        .map(Models::version);
  }

  /// A version by its number.
  public Optional<ModelVersion> version(String model, int number) {
    return database.read(sql -> find(sql, model, number));
  }

  /// Versions of a model, newest first.
  ///
  /// @param before only numbers below it; `Integer.MAX_VALUE` for the first page
  /// @param limit at most 1,000
  public List<ModelVersion> versions(String model, int before, int limit) {
    return database.read(sql ->
        sql
            .selectFrom(REGISTRY_MODEL_VERSION)
            .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
            .and(REGISTRY_MODEL_VERSION.NUMBER.lt(before))
            .and(EXISTS)
            .and(ProjectScope.ofModel(REGISTRY_MODEL_VERSION.MODEL))
            .orderBy(REGISTRY_MODEL_VERSION.NUMBER.desc())
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .stream()
            .map(Models::version)
            .toList());
  }

  /// The names of all models that have a version, in alphabetical order.
  public List<String> models() {
    return models("", PAGE_MAX);
  }

  /// A page of them.
  ///
  /// @param after only names behind it; empty for the first page
  /// @param limit at most 1,000
  public List<String> models(String after, int limit) {
    return database.read(sql ->
        sql.selectDistinct(REGISTRY_MODEL_VERSION.MODEL)
            .from(REGISTRY_MODEL_VERSION)
            .where(EXISTS)
            .and(REGISTRY_MODEL_VERSION.MODEL.gt(after))
            .and(ProjectScope.ofModel(REGISTRY_MODEL_VERSION.MODEL))
            .orderBy(REGISTRY_MODEL_VERSION.MODEL)
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .fetch(REGISTRY_MODEL_VERSION.MODEL));
  }

  /// The version that an alias points at.
  public Optional<ModelVersion> alias(String model, String alias) {
    return database.read(
        sql -> newestMove(sql, model, alias).flatMap(move -> find(sql, model, move.number())));
  }

  /// The version that answers requests.
  public Optional<ModelVersion> champion(String model) {
    return alias(model, CHAMPION);
  }

  /// Where an alias has been, newest first.
  public List<AliasMove> moves(String model, String alias, int limit) {
    return database.read(sql ->
        sql
            .selectFrom(REGISTRY_ALIAS_MOVE)
            .where(REGISTRY_ALIAS_MOVE.MODEL.eq(model))
            .and(REGISTRY_ALIAS_MOVE.ALIAS.eq(alias))
            .and(ProjectScope.ofModel(REGISTRY_ALIAS_MOVE.MODEL))
            .orderBy(REGISTRY_ALIAS_MOVE.ID.desc())
            .limit(Math.clamp(limit, 0, PAGE_MAX))
            .stream()
            .map(Models::move)
            .toList());
  }

  /// The model's file.
  public byte[] artifact(ModelVersion version) {
    return blobs.bytes(version.artifactDigest());
  }

  /// The reference profile of its training rows, as stored.
  public Optional<byte[]> profile(ModelVersion version) {
    return version.profileDigest().map(blobs::bytes);
  }

  /// What a version takes and answers, now that it is loaded. One that was registered without
  /// having been loaded knew only what its file says of it, and is completed once.
  ///
  /// @param described asks the loaded model, if the version is one of these
  public ModelVersion complete(ModelVersion version, Supplier<ModelDescription> described) {
    Condition draft =
        REGISTRY_MODEL_VERSION
            .MODEL
            .eq(version.model())
            .and(REGISTRY_MODEL_VERSION.NUMBER.eq(version.number()))
            .and(REGISTRY_MODEL_VERSION.IS_DRAFT.isTrue());
    if (!database.read(sql -> sql.fetchExists(REGISTRY_MODEL_VERSION, draft))) {
      return version;
    }
    String description = Json.text(described.get());
    return database.write(sql -> {
      sql.update(REGISTRY_MODEL_VERSION)
          .set(REGISTRY_MODEL_VERSION.DESCRIPTION, description)
          .set(REGISTRY_MODEL_VERSION.IS_DRAFT, false)
          .where(draft)
          .execute();
      return find(sql, version.model(), version.number()).orElse(version);
    });
  }

  /// Refuses a version of files that hold no model.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT`, which says why
  public void demandServable(ModelVersion version) {
    if (version.description().format().equals(ModelDescription.NONE)) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%s cannot be served: %s".formatted(version, whyNot(version)),
              "",
              "a version whose files hold an MLmodel that can be read",
              "register the model again")
          .asException();
    }
  }

  private String whyNot(ModelVersion version) {
    return database.read(sql ->
        sql.select(REGISTRY_MODEL_VERSION.STATUS_MESSAGE)
            .from(REGISTRY_MODEL_VERSION)
            .where(REGISTRY_MODEL_VERSION.MODEL.eq(version.model()))
            .and(REGISTRY_MODEL_VERSION.NUMBER.eq(version.number()))
            .fetchOptional(REGISTRY_MODEL_VERSION.STATUS_MESSAGE)
            .orElse("it is gone"));
  }

  /// Forgets what a model became at or after a business time: how a replay takes back an unfinished
  /// month.
  public void forgetSince(String model, Instant since) {
    database.write(sql -> {
      ModelLock.take(sql, model);
      sql.deleteFrom(REGISTRY_ALIAS_MOVE)
          .where(REGISTRY_ALIAS_MOVE.MODEL.eq(model))
          .and(REGISTRY_ALIAS_MOVE.AT.ge(since))
          .execute();
      sql.deleteFrom(REGISTRY_MODEL_VERSION)
          .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
          .and(REGISTRY_MODEL_VERSION.AT.ge(since))
          .execute();
      // Their numbers are given again, and nobody wrote of those versions.
      return Cards.deleteFrom(sql, model, nextNumber(sql, model));
    });
  }

  static Optional<AliasMove> newestMove(DSLContext sql, String model, String alias) {
    return sql.selectFrom(REGISTRY_ALIAS_MOVE)
        .where(REGISTRY_ALIAS_MOVE.MODEL.eq(model))
        .and(REGISTRY_ALIAS_MOVE.ALIAS.eq(alias))
        .orderBy(REGISTRY_ALIAS_MOVE.ID.desc())
        .limit(1)
        .fetchOptional()
        .map(Models::move);
  }

  static Problem unknown(String model, int number) {
    return new Problem(
        Problem.Kind.NOT_FOUND,
        "model version %s@%d does not exist".formatted(Names.abbreviate(model), number),
        "",
        "a version that is registered",
        "list them with GET /v1/models");
  }

  static Optional<ModelVersion> find(DSLContext sql, String model, int number) {
    return sql.selectFrom(REGISTRY_MODEL_VERSION)
        .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
        .and(REGISTRY_MODEL_VERSION.NUMBER.eq(number))
        .and(EXISTS)
        .and(ProjectScope.ofModel(REGISTRY_MODEL_VERSION.MODEL))
        .fetchOptional()
        .map(Models::version);
  }

  private static int nextNumber(DSLContext sql, String model) {
    Integer newest =
        sql.select(DSL.max(REGISTRY_MODEL_VERSION.NUMBER))
            .from(REGISTRY_MODEL_VERSION)
            .where(REGISTRY_MODEL_VERSION.MODEL.eq(model))
            .fetchOne(0, Integer.class);
    return newest == null ? 1 : newest + 1;
  }

  private static ModelVersion version(RegistryModelVersionRecord row) {
    return new ModelVersion(
        row.getModel(),
        row.getNumber(),
        row.getAt(),
        Json.read(row.getDescription(), ModelDescription.class),
        row.getArtifactDigest(),
        Optional.ofNullable(row.getProfileDigest()),
        row.getDataset(),
        Optional.ofNullable(row.getPipelineRun()),
        row.getCode(),
        row.getSeed(),
        Json.read(row.getParameters(), TEXTS),
        Json.read(row.getMetrics(), NUMBERS));
  }

  static AliasMove move(RegistryAliasMoveRecord row) {
    return new AliasMove(
        row.getModel(),
        row.getAlias(),
        row.getNumber(),
        row.getAt(),
        row.getActor(),
        row.getReason());
  }
}
