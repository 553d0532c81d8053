package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// What MLflow kept comes along from the folder that MLflow 2.22 wrote.
@Timeout(400)
class ExperimentImportTest extends ImportTests {
  @Test
  void aFolderComesWithAllThatItsRunsLogged() {
    JsonNode told = take(MLRUNS);

    counts(told, 2, 2, 0, 3);
    assertThat(leftOut(told))
        .anyMatch(each -> each.contains("it was deleted"))
        .anyMatch(each -> each.contains("alias champion of prices"))
        .hasSize(2);
    JsonNode parent = run("prices, old", "sweep");
    JsonNode child = run("prices, old", "depth 3");
    assertThat(child.at("/info/start_time").asLong()).isEqualTo(T + 1_000);
    assertThat(child.at("/info/end_time").asLong()).isEqualTo(T + 9_000);
    assertThat(child.at("/info/status").asString("")).isEqualTo("FAILED");
    assertThat(parent.at("/info/status").asString("")).isEqualTo("FINISHED");
    assertThat(parent.at("/info/user_id").asString("")).isEqualTo("ana");
    assertThat(tag(child, "mlflow.parentRunId")).isEqualTo(id(parent));
    assertThat(tag(child, "mlflow.import.runId")).matches("[0-9a-f]{32}").isNotEqualTo(id(child));
    assertThat(tag(child, "note")).isEqualTo("two\nlines");
    assertThat(child.at("/data/params").toString()).contains("model/kind", "tree: 'deep'");
    assertThat(points(child, "eval/rmse"))
        .hasSize(25)
        .anySatisfy(point -> {
          assertThat(point.path("step").asLong()).isEqualTo(24);
          assertThat(point.path("timestamp").asLong()).isEqualTo(T + 2_024);
          assertThat(point.path("value").asDouble()).isEqualTo(0.26);
        });
    assertThat(points(child, "loss").toString()).contains("NaN", "Infinity");
    assertThat(file(child, "notes/a b.txt")).isEqualTo("hello");
  }

  @Test
  void itsModelsComeWithVersionsTagsAndAliases() {
    JsonNode told = take(MLRUNS);

    assertThat(told.path("versions").asInt()).isEqualTo(2);
    JsonNode version =
        server.get(API + "registered-models/alias?name=prices&alias=best").path("model_version");
    assertThat(version.path("version").asString("")).isEqualTo("2");
    assertThat(version.path("run_id").asString("")).isEqualTo(id(run("prices, old", "depth 3")));
    assertThat(version.path("description").asString("")).isEqualTo("deep");
    assertThat(ImportTarget.tag(version.path("tags"), "checked")).isEqualTo("yes");
    JsonNode model = server.get(API + "registered-models/get?name=prices").path("registered_model");
    assertThat(model.path("description").asString("")).isEqualTo("What a house costs.");
    assertThat(ImportTarget.tag(model.path("tags"), "owner")).isEqualTo("ana");
    assertThat(model.path("aliases").toString()).doesNotContain("champion");
  }

  @Test
  void importingAgainAddsNothing() {
    take(MLRUNS);
    String before = everything();

    JsonNode told = take(MLRUNS);

    counts(told, 0, 0, 2, 0);
    Cli.Seen seen = Cli.run("experiment", "import", MLRUNS, "--server", evenkeel.address());
    assertThat(seen.out())
        .contains("Imported 0 experiments, 0 runs, 0 datasets, 0 files, 0 models, 0 versions.")
        .contains("Already here: 2 runs, 2 versions.", "evenkeel promote prices@1");
    assertThat(told.path("versions_present").asInt()).isEqualTo(2);
    assertThat(told.path("versions").asInt() + told.path("models").asInt()).isZero();
    assertThat(everything()).isEqualTo(before);
  }

  private String everything() {
    return runs("prices, old", "").toString()
        + server.post(API + "experiments/search", Map.of("max_results", 100))
        + server.get(API + "model-versions/search?max_results=100");
  }

  @Test
  void aRunThatWasBrokenOffIsFinishedAndNotDoubled() {
    take(MLRUNS);
    JsonNode child = run("prices, old", "depth 3");
    server.post(
        API + "runs/delete-tag", Map.of("run_id", id(child), "key", "mlflow.import.complete"));
    server.post(API + "runs/update", Map.of("run_id", id(child), "status", "RUNNING"));

    JsonNode told = take(MLRUNS);

    counts(told, 0, 1, 1, 3);
    assertThat(run("prices, old", "depth 3").at("/info/status").asString("")).isEqualTo("FAILED");
    assertThat(points(child, "eval/rmse")).hasSize(25);
    assertThat(runs("prices, old", "")).hasSize(2);
  }

  @Test
  void oneExperimentAloneMayBeTakenAndAnUnknownOneIsNamed() {
    counts(take(MLRUNS, "--experiment", "empty", "--no-models"), 1, 0, 0, 0);

    Cli.Seen seen =
        Cli.run(
            "experiment", "import", MLRUNS, "--experiment", "nope", "--server", evenkeel.address());

    assertThat(seen.exitCode()).isNotZero();
    assertThat(seen.err()).contains("there is no experiment `nope`");
  }

  @Test
  void aModelThatMlflow3KeptBesideItsRunComesWithItsFiles() throws IOException {
    Path mlruns = folder.resolve("mlruns");
    smallRun(mlruns, "1", "r", "run_id: r\n");
    String id = "m-f83613445b764d94ba3a5074bf7606ca";
    Path logged = Files.createDirectories(mlruns.resolve("1/models").resolve(id));
    Files.createDirectories(logged.resolve("artifacts"));
    Files.writeString(
        logged.resolve("meta.yaml"), "model_id: %s\nname: mod\nsource_run_id: r\n".formatted(id));
    Files.copy(mlmodel(), logged.resolve("artifacts/MLmodel"));
    Path model = Files.createDirectories(mlruns.resolve("models/mod/version-1"));
    Files.writeString(mlruns.resolve("models/mod/meta.yaml"), "name: mod\n");
    Files.writeString(
        model.resolve("meta.yaml"),
        "run_id: r\nsource: file:///x/mlruns/1/models/%s/artifacts\n".formatted(id));

    JsonNode told = take(mlruns);

    assertThat(leftOut(told)).isEmpty();
    JsonNode version =
        server.get(API + "model-versions/get?name=mod&version=1").path("model_version");
    assertThat(version.path("source").asString("")).startsWith("models:/m-").doesNotContain(id);
    assertThat(version.path("run_id").asString("")).isEqualTo(id(run("e", "r")));
    counts(take(mlruns), 0, 0, 1, 0);
  }

  private static Path mlmodel() throws IOException {
    try (Stream<Path> files = Files.walk(MLRUNS)) {
      return files.filter(file -> file.endsWith("MLmodel")).findFirst().orElseThrow();
    }
  }

  /// The fixture with what a later script would log.
  private Path richer() throws IOException {
    Path mlruns = folder.resolve("mlruns");
    smallRun(mlruns, "1", "kept", "run_id: kept\n");
    smallRun(mlruns, "1", "gone", "run_id: gone\nlifecycle_stage: deleted\n");
    smallRun(mlruns, ".trash/2", "old", "run_id: old\nlifecycle_stage: deleted\n");
    Files.writeString(
        mlruns.resolve(".trash/2/meta.yaml"),
        "name: thrown\nlifecycle_stage: deleted\ncreation_time: 1700000000000\n");
    Path dataset = Files.createDirectories(mlruns.resolve("1/datasets/abc"));
    Files.writeString(
        dataset.resolve("meta.yaml"),
        """
        digest: d1
        name: homes
        profile: '{"num_rows": 3}'
        schema: null
        source: '{"uri": "s3://b/homes.csv"}'
        source_type: http
        """);
    for (String run : List.of("1/kept", "1/gone")) {
      Path input = Files.createDirectories(mlruns.resolve(run).resolve("inputs/in"));
      Files.writeString(
          input.resolve("meta.yaml"),
          """
          source_id: abc
          source_type: DATASET
          tags:
            mlflow.data.context: training
          """);
    }
    Files.createDirectories(mlruns.resolve("1/traces/tr-1"));
    Files.createDirectories(mlruns.resolve("1/traces/tr-2"));
    return mlruns;
  }

  @Test
  void theDatasetsOfARunComeAndWhatIsLeftOutIsCountedByItsKind() throws IOException {
    Path mlruns = richer();

    JsonNode told = take(mlruns);

    counts(told, 1, 1, 0, 0);
    assertThat(told.path("datasets").asInt()).isEqualTo(1);
    assertThat(told.path("left_out_counts").toString())
        .isEqualTo("{\"deleted_experiments\":1,\"deleted_runs\":1,\"traces\":2}");
    JsonNode input = run("e", "kept").at("/inputs/dataset_inputs/0");
    assertThat(input.path("dataset").toString())
        .contains("\"homes\"", "\"d1\"", "\"http\"", "num_rows", "s3://b/homes.csv");
    assertThat(ImportTarget.tag(input.path("tags"), "mlflow.data.context")).isEqualTo("training");
    Cli.Seen seen = Cli.run("experiment", "import", mlruns, "--server", evenkeel.address());
    assertThat(seen.out())
        .contains("Left out: 1 deleted experiments, 1 deleted runs, 2 traces.")
        .contains("traces of experiment e: 2 are not taken");
  }

  @Test
  void whatWasDeletedComesAsDeletedWhenAskedForAndOnlyOnce() throws IOException {
    Path mlruns = richer();

    JsonNode told = take(mlruns, "--deleted");

    counts(told, 2, 3, 0, 0);
    assertThat(told.path("left_out_counts").toString()).isEqualTo("{\"traces\":2}");
    assertThat(runs("e", "")).extracting(ExperimentImportTest::name).containsExactly("kept");
    JsonNode gone = deletedRuns("e").getFirst();
    assertThat(name(gone)).isEqualTo("gone");
    assertThat(gone.at("/inputs/dataset_inputs/0/dataset/name").asString("")).isEqualTo("homes");
    JsonNode thrown = experiment("thrown");
    assertThat(thrown.path("lifecycle_stage").asString("")).isEqualTo("deleted");
    assertThat(ImportTarget.tag(thrown.path("tags"), "mlflow.import.creationTime"))
        .isEqualTo(String.valueOf(T));
    assertThat(deletedRuns("thrown")).hasSize(1);

    counts(take(mlruns, "--deleted"), 0, 0, 3, 0);
    server.post(API + "experiments/restore", Map.of("experiment_id", experimentId("thrown")));
    take(mlruns, "--deleted");
    assertThat(experiment("thrown").path("lifecycle_stage").asString(""))
        .as("what was restored here stays")
        .isEqualTo("active");
  }

  private static String name(JsonNode run) {
    return run.at("/info/run_name").asString("");
  }
}
