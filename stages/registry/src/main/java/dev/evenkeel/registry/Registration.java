package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_VERSION;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.registry.artifacts.Artifact;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.store.BlobStore;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.schema.tables.records.RegistryModelVersionRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;

/// Makes versions of what clients name as their source.
final class Registration {
  private static final int LINK_CHARS_MAX = 500;
  private static final int ID_CHARS_MAX = 256;

  private final Database database;
  private final BlobStore blobs;
  private final Models models;
  private final Artifacts artifacts;
  private final VersionSources sources;
  private final long modelBytesMax;

  Registration(
      Database database, BlobStore blobs, Models models, Artifacts artifacts, long modelBytesMax) {
    this.database = database;
    this.blobs = blobs;
    this.models = models;
    this.artifacts = artifacts;
    this.sources = new VersionSources(database, artifacts);
    this.modelBytesMax = modelBytesMax;
  }

  /// Registers files as the next version of a model. From then on they cannot change.
  ///
  /// @throws dev.evenkeel.base.ProblemException of kind `INPUT` when the source is not ours or not
  ///   of the run or logged model that is named, `NOT_FOUND` when the model or source does not
  ///   exist, `CONFLICT` when the files changed meanwhile
  ModelVersion register(NewRegisteredVersion asked) {
    RegistryTexts.tags(asked.tags());
    RegistryTexts.note(asked.note());
    RegistryTexts.text("the link of the run", asked.runLink(), LINK_CHARS_MAX);
    asked.runId().ifPresent(id -> RegistryTexts.text("the run's id", id, ID_CHARS_MAX));
    asked.loggedModelId().ifPresent(id -> RegistryTexts.text("the model's id", id, ID_CHARS_MAX));
    database.read(sql -> RegisteredModels.demand(sql, asked.model()));
    return switch (sources.resolve(asked.source())) {
      case VersionSource.Files files -> ofFiles(asked, files);
      case VersionSource.Version version -> copy(asked, version);
      case VersionSource.Prompt _ -> {
        VersionContent nothing = VersionContent.none(blobs, "it is a prompt");
        yield database.write(
            sql -> insert(sql, asked, nothing, asked.source(), asked.runId(), Optional.empty()));
      }
    };
  }

  private ModelVersion ofFiles(NewRegisteredVersion asked, VersionSource.Files source) {
    demandSame(asked.source(), "run_id", asked.runId(), source.runId());
    demandSame(asked.source(), "model_id", asked.loggedModelId(), source.modelId());
    List<Artifact> files = files(source);
    VersionContent content =
        VersionContent.of(artifacts, blobs, source.folder(), files, modelBytesMax);
    return database.write(sql -> {
      artifacts.hold(sql, source.owner());
      if (!files(source).equals(files)) {
        throw Problem.of(
                Problem.Kind.CONFLICT,
                "the files of `%s` changed while they were registered"
                    .formatted(Names.abbreviate(asked.source())),
                "register them again")
            .asException();
      }
      return insert(
          sql,
          asked,
          content,
          source.storage(),
          asked.runId().or(source::runId),
          Optional.of(source));
    });
  }

  private List<Artifact> files(VersionSource.Files source) {
    return artifacts.files(source.owner(), source.folder(), VersionContent.FILES_MAX + 1);
  }

  /// A source of one run cannot be told as another's.
  private static void demandSame(
      String source, String field, Optional<String> asked, Optional<String> found) {
    if (asked.isPresent() && found.isPresent() && !asked.equals(found)) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "Invalid model version source: '%s' is not of the %s that is named"
                  .formatted(Names.abbreviate(source), field),
              "name that of the source, or none")
          .asException();
    }
  }

  private ModelVersion insert(
      DSLContext sql,
      NewRegisteredVersion asked,
      VersionContent content,
      String storage,
      Optional<String> runId,
      Optional<VersionSource.Files> source) {
    ModelVersion inserted =
        insert(sql, fromFiles(asked.model(), content.description()), content.digest());
    sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.STORAGE, storage)
        .set(
            REGISTRY_MODEL_VERSION.ARTIFACT_OWNER,
            source.map(from -> from.owner().id()).orElse(null))
        .set(
            REGISTRY_MODEL_VERSION.ARTIFACT_FOLDER,
            source.map(from -> from.folder().text()).orElse(null))
        .set(
            REGISTRY_MODEL_VERSION.LOGGED_MODEL_ID,
            asked
                .loggedModelId()
                .or(() -> source.flatMap(VersionSource.Files::modelId))
                .orElse(null))
        .set(REGISTRY_MODEL_VERSION.STATUS_MESSAGE, content.unservable())
        .set(REGISTRY_MODEL_VERSION.IS_DRAFT, content.isDraft())
        .where(is(inserted.model(), inserted.number()))
        .execute();
    return described(sql, asked, inserted, runId);
  }

  /// Of files nobody says by what data and code they came about.
  private static NewVersion fromFiles(String model, ModelDescription description) {
    return new NewVersion(
        model,
        description,
        new byte[0],
        Optional.empty(),
        "",
        Optional.empty(),
        "",
        0,
        Map.of(),
        Map.of());
  }

  private ModelVersion insert(DSLContext sql, NewVersion version, String digest) {
    ModelLock.take(sql, version.model());
    RegisteredModels.demand(sql, version.model());
    return models.insert(sql, version, digest, Optional.empty());
  }

  /// Everything that serving knows is that of the other version, and its files are as fixed.
  private ModelVersion copy(NewRegisteredVersion asked, VersionSource.Version source) {
    return database.write(sql -> {
      // In one order, or two that copy each other's would wait for ever.
      Stream.of(asked.model(), source.model())
          .distinct()
          .sorted()
          .forEach(each -> ModelLock.take(sql, each));
      ModelVersion original =
          Models.find(sql, source.model(), source.number())
              .orElseThrow(() -> Models.unknown(source.model(), source.number()).asException());
      ModelVersion inserted =
          insert(sql, again(original, asked.model()), original.artifactDigest());
      takeOver(sql, original, inserted);
      return described(sql, asked, inserted, asked.runId());
    });
  }

  private static NewVersion again(ModelVersion original, String model) {
    return new NewVersion(
        model,
        original.description(),
        new byte[0],
        Optional.empty(),
        original.dataset(),
        Optional.empty(),
        original.code(),
        original.seed(),
        original.parameters(),
        original.metrics());
  }

  private static void takeOver(DSLContext sql, ModelVersion original, ModelVersion inserted) {
    RegistryModelVersionRecord row =
        sql.selectFrom(REGISTRY_MODEL_VERSION)
            .where(is(original.model(), original.number()))
            .fetchSingle();
    sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.PROFILE_DIGEST, row.getProfileDigest())
        .set(REGISTRY_MODEL_VERSION.STORAGE, row.getStorage())
        .set(REGISTRY_MODEL_VERSION.ARTIFACT_OWNER, row.getArtifactOwner())
        .set(REGISTRY_MODEL_VERSION.ARTIFACT_FOLDER, row.getArtifactFolder())
        .set(REGISTRY_MODEL_VERSION.LOGGED_MODEL_ID, row.getLoggedModelId())
        .set(REGISTRY_MODEL_VERSION.STATUS_MESSAGE, row.getStatusMessage())
        .set(REGISTRY_MODEL_VERSION.IS_DRAFT, row.getIsDraft())
        .where(is(inserted.model(), inserted.number()))
        .execute();
  }

  private ModelVersion described(
      DSLContext sql, NewRegisteredVersion asked, ModelVersion inserted, Optional<String> runId) {
    sql.update(REGISTRY_MODEL_VERSION)
        .set(REGISTRY_MODEL_VERSION.SOURCE, asked.source())
        .set(REGISTRY_MODEL_VERSION.RUN_ID, runId.orElse(null))
        .set(REGISTRY_MODEL_VERSION.RUN_LINK, asked.runLink())
        .set(REGISTRY_MODEL_VERSION.NOTE, asked.note())
        .where(is(inserted.model(), inserted.number()))
        .execute();
    asked
        .tags()
        .forEach((key, value) ->
            VersionRows.setTag(sql, inserted.model(), inserted.number(), key, value));
    models.registered(sql, inserted);
    return inserted;
  }

  private static Condition is(String model, int number) {
    return REGISTRY_MODEL_VERSION.MODEL.eq(model).and(REGISTRY_MODEL_VERSION.NUMBER.eq(number));
  }
}
