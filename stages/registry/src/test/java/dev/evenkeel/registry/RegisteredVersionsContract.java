package dev.evenkeel.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.artifacts.TrackedRows;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What registered models and their versions promise, on either database.
abstract class RegisteredVersionsContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
  private static final String RUN = "0a".repeat(16);
  private static final String OTHER_RUN = "0b".repeat(16);
  private static final String LOGGED = "m-" + "0c".repeat(16);
  private static final String OF_RUN = "runs:/" + RUN + "/model";
  private static final String MODEL = "churn";
  private static final String MLMODEL =
      """
      artifact_path: model
      flavors:
        python_function:
          loader_module: mlflow.sklearn
      signature:
        inputs: '[{"type": "double", "name": "area", "required": true},
          {"type": "long", "name": "rooms", "required": false}]'
        outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
      """;

  @TempDir Path folder;

  private final SimulatedClock clock = new SimulatedClock(MAY);
  private Database database;
  private Artifacts artifacts;
  private Models models;
  private Aliases aliases;
  private Promotions promotions;
  private RegisteredModels registered;
  private RegisteredVersions versions;

  abstract Database open();

  @BeforeEach
  void openRegistry() {
    database = open();
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    artifacts = new Artifacts(database, blobs, clock, 1 << 20);
    models = new Models(database, blobs, clock);
    aliases = new Aliases(database, clock);
    promotions = new Promotions(database, models, clock);
    registered = new RegisteredModels(database, aliases, clock);
    versions = new RegisteredVersions(database, blobs, models, aliases, artifacts, clock, 1 << 16);
    TrackedRows.run(database, 3, RUN);
    TrackedRows.run(database, 3, OTHER_RUN);
    TrackedRows.model(database, 3, LOGGED, RUN);
    registered.create(MODEL, Map.of(), "");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void put(ArtifactOwner.Kind kind, String owner, String path, String content) {
    artifacts.put(
        artifacts.owner(kind, owner),
        new ArtifactPath(path),
        new ByteArrayInputStream(content.getBytes(UTF_8)));
  }

  private void logModel() {
    put(ArtifactOwner.Kind.RUN, RUN, "model/MLmodel", MLMODEL);
    put(ArtifactOwner.Kind.RUN, RUN, "model/data/model.pkl", "pickle");
    put(ArtifactOwner.Kind.RUN, RUN, "notes.txt", "not of the model");
  }

  private static NewRegisteredVersion asked(String model, String source) {
    return new NewRegisteredVersion(
        model, source, Optional.empty(), "", Optional.empty(), "", Map.of());
  }

  private RegisteredVersion create(String source) {
    return versions.create(asked(MODEL, source));
  }

  private void promote(int number) {
    promotions.promote(
        models.version(MODEL, number).orElseThrow(),
        (_, _) -> new Verdict.Pass("fine"),
        "ann",
        _ -> {});
  }

  private static Problem.Kind refusal(ThrowingCallable call) {
    return Problems.of(call).kind();
  }

  private static Map<String, String> unpacked(byte[] zip) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (ZipInputStream stream = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = stream.getNextEntry(); entry != null; entry = stream.getNextEntry()) {
        files.put(entry.getName(), new String(stream.readAllBytes(), UTF_8));
      }
    }
    return files;
  }

  @Test
  void aModelIsMadeOnceAndDescribedAndTagged() {
    RegisteredModel made =
        registered.create("sales", Map.of("team", "a"), "of homes").orElseThrow();
    clock.moveTo(MAY.plusSeconds(1));

    registered.setTag("sales", "team", "b");
    registered.setTag("sales", "x/y z", "");
    registered.deleteTag("sales", "none");

    assertThat(made.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(registered.create("sales", Map.of(), "")).isEmpty();
    assertThat(registered.describe("sales", "of flats"))
        .isEqualTo(
            new RegisteredModel(
                "sales",
                "of flats",
                "",
                MAY.toEpochMilli(),
                MAY.toEpochMilli() + 1_000,
                Map.of("team", "b", "x/y z", "")));
    registered.deleteTag("sales", "team");
    assertThat(registered.model("sales").tags()).containsOnlyKeys("x/y z");
    assertThat(refusal(() -> registered.model("other"))).isEqualTo(Problem.Kind.NOT_FOUND);
    for (String name : List.of("", "a/b", "a:b", "../x", "a\0b", "a".repeat(129), "a b")) {
      assertThat(refusal(() -> registered.create(name, Map.of(), "")))
          .as(name)
          .isEqualTo(Problem.Kind.INPUT);
      assertThat(refusal(() -> registered.model(name))).as(name).isEqualTo(Problem.Kind.INPUT);
    }
    for (String key : List.of("", "a\nb", "../x", "/a", "a//b", "k".repeat(251), "a\0")) {
      assertThat(refusal(() -> registered.setTag("sales", key, "v")))
          .as(key)
          .isEqualTo(Problem.Kind.INPUT);
    }
    assertThat(refusal(() -> registered.setTag("sales", "k", "v".repeat(100_001))))
        .isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void aVersionThatWasTrainedHereHasAModelToo() {
    models.register(trained("homes"));

    assertThat(registered.model("homes").createdMillis()).isEqualTo(MAY.toEpochMilli());
    RegisteredVersion version = versions.version("homes", 1);
    assertThat(version.stage()).isEqualTo(Stage.NONE);
    assertThat(version.source()).isEmpty();
    assertThat(registered.create("homes", Map.of(), "")).isEmpty();
  }

  private static NewVersion trained(String model) {
    return new NewVersion(
        model,
        new ModelDescription(
            new Signature(List.of()),
            List.of(),
            new Target.Quantity("price", Duration.ZERO),
            ModelDescription.XGBOOST_JSON),
        new byte[] {1},
        Optional.empty(),
        "",
        Optional.empty(),
        "",
        0,
        Map.of(),
        Map.of());
  }

  @Test
  void filesOfARunBecomeAVersionThatServingCanLoad() throws IOException {
    logModel();

    RegisteredVersion version =
        versions.create(
            new NewRegisteredVersion(
                MODEL,
                OF_RUN,
                Optional.of(RUN),
                "https://x",
                Optional.empty(),
                "first",
                Map.of("k", "v")));

    assertThat(version)
        .isEqualTo(
            new RegisteredVersion(
                MODEL,
                1,
                MAY.toEpochMilli(),
                MAY.toEpochMilli(),
                Stage.NONE,
                "first",
                "",
                OF_RUN,
                "mlflow-artifacts:/3/" + RUN + "/artifacts/model",
                Optional.of(RUN),
                "https://x",
                Optional.empty(),
                "",
                Map.of("k", "v"),
                List.of()));
    ModelVersion served = models.version(MODEL, 1).orElseThrow();
    assertThat(served.description().format()).isEqualTo(ModelDescription.MLFLOW_ZIP);
    assertThat(served.description().signature().inputs())
        .containsExactly(
            Property.of("area", LogicalType.NUMBER, true),
            Property.of("rooms", LogicalType.INTEGER, false));
    assertThat(unpacked(models.artifact(served)))
        .isEqualTo(Map.of("MLmodel", MLMODEL, "data/model.pkl", "pickle"));
  }

  @Test
  void theSameFilesAreOneBlobHoweverTheyAreNamed() {
    logModel();
    put(ArtifactOwner.Kind.MODEL, LOGGED, "MLmodel", MLMODEL);
    put(ArtifactOwner.Kind.MODEL, LOGGED, "data/model.pkl", "pickle");

    create(OF_RUN);
    RegisteredVersion logged = create("models:/" + LOGGED);
    create("mlflow-artifacts:/3/" + RUN + "/artifacts/model");
    create("MLFLOW-artifacts:/3/models/" + LOGGED + "/artifacts");
    RegisteredVersion copied = create("models:/" + MODEL + "/2");

    assertThat(models.versions(MODEL, 9, 9))
        .hasSize(5)
        .extracting(ModelVersion::artifactDigest)
        .containsOnly(models.version(MODEL, 1).orElseThrow().artifactDigest());
    assertThat(logged.runId()).contains(RUN);
    assertThat(logged.loggedModelId()).contains(LOGGED);
    assertThat(copied.storage()).isEqualTo(logged.storage());
    assertThat(copied.loggedModelId()).contains(LOGGED);
  }

  @Test
  void aModelThatARunLoggedIsFoundByItsNameInTheRun() {
    put(ArtifactOwner.Kind.MODEL, LOGGED, "MLmodel", MLMODEL);

    RegisteredVersion version = create(OF_RUN);

    assertThat(version.loggedModelId()).contains(LOGGED);
    assertThat(version.statusMessage()).isEmpty();
  }

  @Test
  void filesOfARegisteredVersionNeverChange() {
    logModel();
    create(OF_RUN);
    ArtifactOwner run = artifacts.owner(ArtifactOwner.Kind.RUN, RUN);

    for (String path : List.of("model/MLmodel", "model/new")) {
      assertThat(refusal(() -> put(ArtifactOwner.Kind.RUN, RUN, path, "other")))
          .as(path)
          .isEqualTo(Problem.Kind.CONFLICT);
    }
    for (String path : List.of("", "model", "model/MLmodel")) {
      assertThat(refusal(() -> artifacts.delete(run, new ArtifactPath(path))))
          .as(path)
          .isEqualTo(Problem.Kind.CONFLICT);
    }
    put(ArtifactOwner.Kind.RUN, RUN, "model/MLmodel", MLMODEL);
    put(ArtifactOwner.Kind.RUN, RUN, "notes.txt", "changed");
    artifacts.delete(run, new ArtifactPath("notes.txt"));
    versions.delete(MODEL, 1);
    artifacts.delete(run, ArtifactPath.ROOT);
    assertThat(artifacts.files(run, ArtifactPath.ROOT, 9)).isEmpty();
  }

  @Test
  void onlyFilesOfThisServerAreASource() {
    logModel();
    for (String source :
        List.of(
            "/etc",
            "etc",
            "file:///etc/passwd",
            "FILE:/etc",
            "file://a#/..//x",
            "//dbfs",
            "dbfs:/x",
            "s3://bucket/../x",
            "http:///#/../../etc",
            "http://127.0.0.1/api/2.0/mlflow-artifacts/artifacts/3/" + RUN,
            "mlflow-artifacts://other-host:9000/3/" + RUN + "/artifacts/model",
            "mlflow-artifacts:///3/" + RUN + "/artifacts/model",
            "mlflow-artifacts:/3/" + RUN + "/artifacts/../../../etc",
            "mlflow-artifacts:/3/" + RUN + "/artifacts/%2e%2e/x",
            "mlflow-artifacts:/3/" + RUN + "/artifacts/model#frag",
            "mlflow-artifacts:/3/" + RUN + "/artifacts/model?x=/../y",
            "mlflow-artifacts:/3/" + RUN,
            "mlflow-artifacts:/",
            "runs://profile@databricks/" + RUN + "/model",
            "runs:/",
            "runs:/" + RUN + "/../" + OTHER_RUN,
            "runs:/" + RUN + "/..%2f",
            "runs:/../" + RUN,
            "models:/" + MODEL,
            "models:/" + MODEL + "/latest",
            "models:/" + MODEL + "@champion",
            "models:/" + MODEL + "/0",
            "models://x/1",
            "x".repeat(1_000_000),
            "runs:/" + RUN + "/a\0b")) {
      NewRegisteredVersion asPrompt =
          new NewRegisteredVersion(
              MODEL,
              source,
              Optional.of(RUN),
              "",
              Optional.empty(),
              "",
              Map.of("mlflow.prompt.is_prompt", "true"));

      assertThat(refusal(() -> versions.create(asPrompt)))
          .as(source.substring(0, Math.min(80, source.length())))
          .isEqualTo(Problem.Kind.INPUT);
    }
    for (String missing :
        List.of(
            "runs:/" + "0f".repeat(16) + "/model",
            "models:/m-" + "0f".repeat(16),
            "models:/" + MODEL + "/9",
            "models:/other/1",
            "models:/m-../1",
            "mlflow-artifacts:/4/" + RUN + "/artifacts/model")) {
      assertThat(refusal(() -> create(missing))).as(missing).isEqualTo(Problem.Kind.NOT_FOUND);
    }
    assertThat(refusal(() -> versions.create(asked("other", OF_RUN))))
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.versions(MODEL, 9, 9)).isEmpty();
  }

  @Test
  void whatWouldNotBeKeptIsRefused() {
    for (NewRegisteredVersion asked :
        List.of(
            new NewRegisteredVersion(
                MODEL, "dummy-source", Optional.of("a\0"), "", Optional.empty(), "", Map.of()),
            new NewRegisteredVersion(
                MODEL,
                "dummy-source",
                Optional.empty(),
                "",
                Optional.of("m".repeat(257)),
                "",
                Map.of()),
            new NewRegisteredVersion(
                MODEL,
                "dummy-source",
                Optional.empty(),
                "l".repeat(501),
                Optional.empty(),
                "",
                Map.of()),
            new NewRegisteredVersion(
                MODEL, "dummy-source", Optional.empty(), "", Optional.empty(), "\0", Map.of()))) {
      assertThat(refusal(() -> versions.create(asked))).isEqualTo(Problem.Kind.INPUT);
    }
    assertThat(models.versions(MODEL, 9, 9)).isEmpty();
  }

  @Test
  void aSourceOfOneRunIsNotToldAsAnothers() {
    logModel();
    NewRegisteredVersion another =
        new NewRegisteredVersion(
            MODEL, OF_RUN, Optional.of(OTHER_RUN), "", Optional.empty(), "", Map.of());
    NewRegisteredVersion logged =
        new NewRegisteredVersion(
            MODEL,
            "models:/" + LOGGED,
            Optional.empty(),
            "",
            Optional.of("m-" + "0d".repeat(16)),
            "",
            Map.of());

    assertThat(refusal(() -> versions.create(another))).isEqualTo(Problem.Kind.INPUT);
    assertThat(refusal(() -> versions.create(logged))).isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void filesWithoutAModelAreRegisteredAndCannotBePromoted() {
    put(ArtifactOwner.Kind.RUN, RUN, "model/weights", "w");
    put(ArtifactOwner.Kind.RUN, RUN, "broken/MLmodel", "flavors: [");
    put(ArtifactOwner.Kind.RUN, RUN, "tagged/MLmodel", "flavors: !!java.net.URL [x]");
    put(ArtifactOwner.Kind.RUN, RUN, "large/MLmodel", MLMODEL);
    put(ArtifactOwner.Kind.RUN, RUN, "large/weights", "w".repeat(1 << 16));

    for (String path : List.of("model", "broken", "tagged", "large", "nothing")) {
      RegisteredVersion version = create("runs:/" + RUN + "/" + path);

      assertThat(version.statusMessage()).as(path).isNotEmpty();
      Problem refused = Problems.of(() -> promote(version.number()));
      assertThat(refused.kind()).isEqualTo(Problem.Kind.INPUT);
      assertThat(refused.what()).contains("cannot be served", version.statusMessage());
    }
    assertThat(models.champion(MODEL)).isEmpty();
  }

  @Test
  void aPromptHasNoFiles() {
    for (String source : List.of("prompt-template", "dummy-source")) {
      RegisteredVersion version =
          versions.create(
              new NewRegisteredVersion(
                  MODEL,
                  source,
                  Optional.empty(),
                  "",
                  Optional.empty(),
                  "",
                  Map.of("mlflow.prompt.is_prompt", "true", "mlflow.prompt.text", "Hi {{name}}")));

      assertThat(version.tags()).containsEntry("mlflow.prompt.text", "Hi {{name}}");
      assertThat(Problems.of(() -> promote(version.number())).what()).contains("prompt");
    }
  }

  @Test
  void theFirstLoadCompletesWhatTheFileDidNotSay() {
    logModel();
    create(OF_RUN);
    ModelDescription loaded =
        new ModelDescription(
            new Signature(List.of()),
            List.of(),
            new Target.Classes("prediction", Duration.ZERO, List.of("no", "yes")),
            ModelDescription.MLFLOW_ZIP);

    ModelVersion completed = models.complete(models.version(MODEL, 1).orElseThrow(), () -> loaded);

    assertThat(completed.description()).isEqualTo(loaded);
    assertThat(models.version(MODEL, 1)).contains(completed);
    ModelDescription other =
        new ModelDescription(
            new Signature(List.of()), List.of(), loaded.target(), ModelDescription.ONNX);
    assertThat(models.complete(completed, () -> other)).isEqualTo(completed);
    ModelVersion trained = models.register(trained("homes"));
    assertThat(models.complete(trained, () -> loaded)).isEqualTo(trained);
  }

  @Test
  void aDeletedVersionVanishesFromEveryReadAndItsNumberStaysTaken() {
    logModel();
    create(OF_RUN);
    create(OF_RUN);
    aliases.set(MODEL, "challenger", 2, "ann", "");
    List<AliasMove> told = new ArrayList<>();
    aliases.onMove(told::add);

    versions.delete(MODEL, 2);

    assertThat(refusal(() -> versions.version(MODEL, 2))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> versions.delete(MODEL, 2))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> create("models:/" + MODEL + "/2"))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.version(MODEL, 2)).isEmpty();
    assertThat(models.alias(MODEL, "challenger")).isEmpty();
    assertThat(models.versions(MODEL, 9, 9)).extracting(ModelVersion::number).containsExactly(1);
    assertThat(versions.latest(MODEL, Set.of()))
        .extracting(RegisteredVersion::number)
        .containsExactly(1);
    assertThat(aliases.of(MODEL)).isEmpty();
    assertThat(told).extracting(AliasMove::number).containsExactly(AliasMove.NOWHERE);
    assertThat(refusal(() -> aliases.set(MODEL, "challenger", 2, "ann", "")))
        .isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(create(OF_RUN).number()).isEqualTo(3);
    versions.delete(MODEL, 3);
    versions.delete(MODEL, 1);
    assertThat(models.models()).isEmpty();
    assertThat(create(OF_RUN).number()).isEqualTo(4);
  }

  @Test
  void theChampionIsNeverDeletedNorIsItsModelNorItsNameChanged() {
    logModel();
    create(OF_RUN);
    create(OF_RUN);
    promote(1);

    assertThat(Problems.of(() -> versions.delete(MODEL, 1)).what()).contains("champion");
    assertThat(Problems.of(() -> registered.delete(MODEL)).what()).contains("champion");
    assertThat(Problems.of(() -> registered.rename(MODEL, "other")).what()).contains("champion");
    promote(2);
    versions.delete(MODEL, 1);
    assertThat(models.champion(MODEL)).map(ModelVersion::number).contains(2);
  }

  @Test
  void aNewNameCarriesEverythingAlong() {
    logModel();
    registered.setTag(MODEL, "team", "a");
    create(OF_RUN);
    versions.setTag(MODEL, 1, "k", "v");
    aliases.set(MODEL, "challenger", 1, "ann", "first");
    List<AliasMove> told = new ArrayList<>();
    aliases.onMove(told::add);

    RegisteredModel renamed = registered.rename(MODEL, "leaving").orElseThrow();

    assertThat(renamed.tags()).isEqualTo(Map.of("team", "a"));
    assertThat(registered.model("leaving")).isEqualTo(renamed);
    assertThat(versions.version("leaving", 1).tags()).isEqualTo(Map.of("k", "v"));
    assertThat(versions.version("leaving", 1).aliases()).containsExactly("challenger");
    assertThat(models.moves("leaving", "challenger", 9))
        .extracting(AliasMove::reason)
        .containsExactly("renamed from churn", "first");
    assertThat(models.alias(MODEL, "challenger")).isEmpty();
    assertThat(told).extracting(AliasMove::model).containsExactly(MODEL, "leaving");
    assertThat(refusal(() -> registered.model(MODEL))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.models()).containsExactly("leaving");
    registered.create(MODEL, Map.of(), "");
    assertThat(registered.rename("leaving", MODEL)).isEmpty();
    assertThat(refusal(() -> registered.rename("leaving", "a/b"))).isEqualTo(Problem.Kind.INPUT);
  }

  @Test
  void aDeletedModelLeavesItsNameButNotItsNumbers() {
    logModel();
    create(OF_RUN);
    aliases.set(MODEL, "challenger", 1, "ann", "");
    registered.setTag(MODEL, "team", "a");

    registered.delete(MODEL);

    assertThat(refusal(() -> registered.model(MODEL))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> registered.delete(MODEL))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(models.version(MODEL, 1)).isEmpty();
    assertThat(aliases.of(MODEL)).isEmpty();
    registered.create("other", Map.of(), "");
    assertThat(registered.rename("other", MODEL)).isEmpty();
    assertThat(registered.create(MODEL, Map.of(), "").orElseThrow().tags()).isEmpty();
    assertThat(create(OF_RUN).number()).isEqualTo(2);
  }

  @Test
  void theNewestVersionOfEachStageIsFound() {
    logModel();
    for (int number = 1; number <= 4; number++) {
      create(OF_RUN);
    }
    versions.transition(MODEL, 1, Stage.PRODUCTION);
    versions.transition(MODEL, 2, Stage.STAGING);
    versions.transition(MODEL, 3, Stage.STAGING);

    assertThat(versions.latest(MODEL, Set.of()))
        .extracting(RegisteredVersion::number)
        .containsExactly(4, 3, 1);
    assertThat(versions.latest(MODEL, Set.of(Stage.STAGING, Stage.ARCHIVED)))
        .extracting(RegisteredVersion::number)
        .containsExactly(3);
    assertThat(versions.replace(MODEL, 4, Stage.STAGING).stage()).isEqualTo(Stage.STAGING);
    assertThat(versions.version(MODEL, 2).stage()).isEqualTo(Stage.ARCHIVED);
    assertThat(versions.version(MODEL, 1).stage()).isEqualTo(Stage.PRODUCTION);
    assertThat(refusal(() -> versions.replace(MODEL, 4, Stage.NONE))).isEqualTo(Problem.Kind.INPUT);
    assertThat(refusal(() -> versions.latest("other", Set.of()))).isEqualTo(Problem.Kind.NOT_FOUND);
  }

  @Test
  void whatPeopleWriteOfAVersionIsKept() {
    logModel();
    create(OF_RUN);
    create(OF_RUN);
    clock.moveTo(MAY.plusSeconds(1));

    versions.describe(MODEL, 1, "better");
    versions.setTag(MODEL, 1, "k", "v");
    versions.setTag(MODEL, 1, "k", "w");
    versions.setTag(MODEL, 1, "gone", "");
    versions.deleteTag(MODEL, 1, "gone");
    versions.deleteTag(MODEL, 1, "gone");

    RegisteredVersion version = versions.version(MODEL, 1);
    assertThat(version.note()).isEqualTo("better");
    assertThat(version.tags()).isEqualTo(Map.of("k", "w"));
    assertThat(version.updatedMillis()).isEqualTo(MAY.toEpochMilli() + 1_000);
    assertThat(version.createdMillis()).isEqualTo(MAY.toEpochMilli());
    assertThat(registered.model(MODEL).updatedMillis()).isEqualTo(MAY.toEpochMilli() + 1_000);
    assertThat(versions.version(MODEL, 2).tags()).isEmpty();
    assertThat(refusal(() -> versions.describe(MODEL, 3, ""))).isEqualTo(Problem.Kind.NOT_FOUND);
    assertThat(refusal(() -> versions.setTag(MODEL, 3, "k", ""))).isEqualTo(Problem.Kind.NOT_FOUND);
  }
}
