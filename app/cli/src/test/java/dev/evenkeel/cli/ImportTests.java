package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// An Evenkeel to import to, and what tests ask it.
abstract class ImportTests {
  static final Path SCRIPTS = Path.of("src/test/python/mlruns").toAbsolutePath().normalize();
  static final Path MLRUNS = SCRIPTS.resolve("mlruns");
  static final String API = "api/2.0/mlflow/";
  static final long T = 1_700_000_000_000L;

  @TempDir Path folder;
  Evenkeel evenkeel;
  RunningServer server;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    server = new RunningServer(evenkeel.address().toString());
  }

  @AfterEach
  void close() {
    server.close();
    evenkeel.close();
  }

  JsonNode take(Object place, Object... more) {
    List<Object> all = new ArrayList<>(List.of("experiment", "import", place, "--json"));
    all.addAll(List.of("--server", evenkeel.address()));
    all.addAll(List.of(more));
    Cli.Seen seen = Cli.run(all.toArray());
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "told");
  }

  JsonNode experiment(String name) {
    return server
        .get(API + "experiments/get-by-name" + RunningServer.query(Map.of("experiment_name", name)))
        .path("experiment");
  }

  String experimentId(String name) {
    return experiment(name).path("experiment_id").asString("");
  }

  List<JsonNode> deletedRuns(String experiment) {
    return server
        .post(
            API + "runs/search",
            Map.of(
                "experiment_ids",
                List.of(experimentId(experiment)),
                "run_view_type",
                "DELETED_ONLY"))
        .path("runs")
        .valueStream()
        .toList();
  }

  List<JsonNode> runs(String experiment, String filter) {
    String id = experimentId(experiment);
    return server
        .post(
            API + "runs/search",
            Map.of("experiment_ids", List.of(id), "filter", filter, "max_results", 1_000))
        .path("runs")
        .valueStream()
        .toList();
  }

  JsonNode run(String experiment, String name) {
    List<JsonNode> found = runs(experiment, "run_name = '%s'".formatted(name));
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  static String id(JsonNode run) {
    return run.at("/info/run_id").asString("");
  }

  static String tag(JsonNode run, String key) {
    return ImportTarget.tag(run.at("/data/tags"), key);
  }

  List<JsonNode> points(JsonNode run, String metric) {
    return server
        .get(
            API
                + "metrics/get-history"
                + RunningServer.query(Map.of("run_id", id(run), "metric_key", metric)))
        .path("metrics")
        .valueStream()
        .toList();
  }

  String file(JsonNode run, String path) {
    String storage = run.at("/info/artifact_uri").asString("").replace("mlflow-artifacts:/", "");
    return new String(
        server.bytes(
            "api/2.0/mlflow-artifacts/artifacts/%s/%s"
                .formatted(storage, RunningServer.part(path).replace("%2F", "/"))),
        StandardCharsets.UTF_8);
  }

  static List<String> leftOut(JsonNode told) {
    return told.path("left_out").valueStream().map(each -> each.asString("")).toList();
  }

  static void counts(JsonNode told, int experiments, int runs, int present, int files) {
    assertThat(
            Stream.of("experiments", "runs", "runs_present", "files")
                .map(each -> told.path(each).asInt())
                .toList())
        .as(told.toString())
        .containsExactly(experiments, runs, present, files);
  }

  /// A run with hardly anything in it, and what else its file says.
  static Path smallRun(Path mlruns, String experiment, String id, String more) throws IOException {
    Path run = Files.createDirectories(mlruns.resolve(experiment).resolve(id));
    for (String each : List.of("params", "metrics", "artifacts")) {
      Files.createDirectories(run.resolve(each));
    }
    Files.writeString(mlruns.resolve(experiment).resolve("meta.yaml"), "name: e\n");
    Files.writeString(
        run.resolve("meta.yaml"), "run_name: %s\nstatus: 3\nstart_time: 1\n%s".formatted(id, more));
    return run;
  }
}
