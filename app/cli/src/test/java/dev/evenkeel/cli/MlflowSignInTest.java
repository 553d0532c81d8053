package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/// MLflow's clients, unmodified, where everybody signs in and the port speaks TLS by an authority
/// of the company's own.
@Timeout(400)
class MlflowSignInTest {
  private static final Path SCRIPTS =
      Path.of("src/test/python/mlflow").toAbsolutePath().normalize();
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";

  @TempDir static Path folder;
  private static GuardedDoor door;

  @BeforeAll
  static void start() throws Exception {
    door = new GuardedDoor(folder);
    // As -D on the command line would: the Java client knows no other way to trust an authority.
    System.setProperty(TRUST_STORE, door.trustStore().toString());
    System.setProperty(TRUST_STORE + "Password", GuardedDoor.STORE_PASSWORD);
  }

  @AfterAll
  static void close() {
    System.clearProperty(TRUST_STORE);
    System.clearProperty(TRUST_STORE + "Password");
    door.close();
  }

  @Test
  void aNotebookSignsInAndWorksInItsProject() throws Exception {
    Path python =
        TestPython.named(
            "EVENKEEL_TEST_MLFLOW",
            SCRIPTS.resolveSibling("interop/mlflow.txt"),
            "mlflow",
            "sklearn");
    Path people = folder.resolve("people.json");
    Files.write(
        people,
        Json.write(
            Map.of(
                "editor", door.editor(),
                "viewer", door.viewer(),
                "stranger", door.stranger(),
                "other", door.tracking(GuardedDoor.OTHER_PROJECT).toString())));

    TestPython.run(
        python,
        folder,
        SCRIPTS.resolve("signed_in.py"),
        door.tracking(GuardedDoor.PROJECT).toString(),
        door.authority().toString(),
        people.toString());
  }

  private static MlflowClient byPassword(GuardedDoor.Person person, String project) {
    return new MlflowClient(
        new BasicMlflowHostCreds(
            door.tracking(project).toString(), person.name(), person.password(), "", false));
  }

  private static MlflowClient byToken(GuardedDoor.Person person) {
    return new MlflowClient(new BasicMlflowHostCreds(door.address().toString(), person.token()));
  }

  @Test
  void theJavaClientLogsByPasswordAndReadsByToken() throws Exception {
    Path model = Files.writeString(folder.resolve("model.json"), TreeFile.of(List.of("x"), 2));
    try (MlflowClient writer = byPassword(door.editor(), GuardedDoor.PROJECT);
        MlflowClient reader = byToken(door.viewer())) {
      String experiment = writer.createExperiment("from java");
      String run = writer.createRun(experiment).getRunId();
      writer.logParam(run, "depth", "3");
      writer.logMetric(run, "loss", 0.5);
      writer.setTerminated(run, RunStatus.FINISHED);
      door.send(
          door.editor(), "POST", "api/v1/models/java-trees/versions", Files.readAllBytes(model));

      assertThat(reader.getRun(run).getData().getParamsList())
          .extracting(Param::getValue)
          .containsExactly("3");
      assertThat(
              reader
                  .searchRuns(List.of(experiment), "metrics.loss < 1", ViewType.ACTIVE_ONLY, 9)
                  .getItems())
          .hasSize(1);
      assertThat(reader.getRegisteredModel("java-trees").getName()).isEqualTo("java-trees");
      assertThat(reader.getModelVersion("java-trees", "1").getStatus().name()).isEqualTo("READY");
      assertThat(reader.searchModelVersions("name = 'java-trees'").getItems())
          .extracting(ModelVersion::getVersion)
          .containsExactly("1");
      assertThatThrownBy(() -> reader.logMetric(run, "loss", 0.1))
          .isInstanceOf(MlflowClientException.class)
          .hasMessageContaining("PERMISSION_DENIED");
    }
  }

  @Test
  void theJavaClientOfAStrangerFindsNothing() {
    try (MlflowClient writer = byPassword(door.editor(), GuardedDoor.PROJECT);
        MlflowClient elsewhere = byToken(door.stranger());
        MlflowClient within = byPassword(door.stranger(), GuardedDoor.PROJECT);
        MlflowClient wrong =
            new MlflowClient(new BasicMlflowHostCreds(door.address().toString(), "ek_nobody"))) {
      String run = writer.createRun(writer.createExperiment("secret")).getRunId();

      assertThatThrownBy(() -> elsewhere.getRun(run))
          .hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
      assertThat(elsewhere.searchExperiments().getItems())
          .extracting(Experiment::getName)
          .doesNotContain("secret");
      assertThatThrownBy(() -> within.createExperiment("mine"))
          .isInstanceOf(MlflowClientException.class);
      assertThatThrownBy(wrong::searchExperiments).hasMessageContaining("UNAUTHENTICATED");
    }
  }
}
