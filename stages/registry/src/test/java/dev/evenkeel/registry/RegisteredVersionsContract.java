package dev.evenkeel.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.ModelDescription;
import dev.evenkeel.models.Signature;
import dev.evenkeel.models.Target;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What making a version of files promises, on either database.
abstract class RegisteredVersionsContract extends RegisteredVersionsRoom {
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
}
