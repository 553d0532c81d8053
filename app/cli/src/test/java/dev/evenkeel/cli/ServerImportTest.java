package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.TestPython;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What MLflow's own running server kept comes along.
@Timeout(400)
class ServerImportTest extends ImportTests {
  @Test
  void aRunningServerOfMlflowComesWithAllPagesAndItsLoggedModels() throws Exception {
    Path python =
        TestPython.named(
            "EVENKEEL_TEST_MLFLOW", SCRIPTS.resolveSibling("interop/mlflow.txt"), "mlflow");
    int port = ForeignServer.freePort();
    Process mlflow = mlflow(python, port);
    try {
      String place = "http://127.0.0.1:" + port;
      TestPython.run(python, folder, SCRIPTS.resolve("filled.py"), place);

      JsonNode told = take(place);

      assertThat(told.path("runs").asInt()).as(told.toString()).isEqualTo(222);
      JsonNode parent = run("prices", "sweep");
      assertThat(runs("prices", "tags.`mlflow.parentRunId` = '%s'".formatted(id(parent))))
          .hasSize(220)
          .allMatch(run -> run.at("/info/status").asString("").equals("KILLED"));
      assertThat(points(parent, "loss"))
          .hasSize(11_000)
          .anySatisfy(point -> {
            assertThat(point.path("step").asLong()).isEqualTo(10_999);
            assertThat(point.path("timestamp").asLong()).isEqualTo(T + 10_999);
          });
      assertThat(points(parent, "odd").toString()).contains("NaN");
      assertThat(file(parent, "notes/deep/a b+ü.txt")).isEqualTo("hello");
      JsonNode version =
          server
              .get(API + "registered-models/alias?name=doubling&alias=best")
              .path("model_version");
      assertThat(version.path("source").asString("")).startsWith("models:/m-");
      assertThat(version.path("run_id").asString("")).isEqualTo(id(run("prices", "model")));
      assertThat(ImportTarget.tag(version.path("tags"), "checked")).isEqualTo("yes");

      assertThat(told.path("datasets").asInt()).isEqualTo(1);
      assertThat(told.path("left_out_counts").toString())
          .isEqualTo("{\"deleted_experiments\":1,\"deleted_runs\":1,\"traces\":1}");
      JsonNode input = parent.at("/inputs/dataset_inputs/0");
      assertThat(input.at("/dataset/name").asString("")).isEqualTo("homes");
      assertThat(ImportTarget.tag(input.path("tags"), "mlflow.data.context")).isEqualTo("training");

      counts(take(place, "--deleted", "--no-models"), 1, 2, 222, 0);
      assertThat(experiment("thrown").path("lifecycle_stage").asString("")).isEqualTo("deleted");
      assertThat(deletedRuns("prices")).hasSize(1);

      JsonNode again = take(place);
      counts(again, 0, 0, 222, 0);
      assertThat(again.path("versions_present").asInt()).isEqualTo(1);
    } finally {
      mlflow.destroy();
      mlflow.waitFor();
    }
  }

  private Process mlflow(Path python, int port) throws Exception {
    return ForeignServer.start(
        new ProcessBuilder(
                python.toString(),
                "-m",
                "mlflow",
                "server",
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("mlflow-files").toString(),
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--workers",
                "1")
            .directory(folder.toFile()),
        port,
        folder.resolve("mlflow.log"),
        Duration.ofMinutes(2));
  }
}
