package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What MLflow kept comes along: from a folder that MLflow 2.22 wrote, from one that was made to do
/// harm, and from MLflow's own running server.
@Timeout(400)
class ExperimentImportTest {
  private static final Path SCRIPTS =
      Path.of("src/test/python/mlruns").toAbsolutePath().normalize();
  private static final Path MLRUNS = SCRIPTS.resolve("mlruns");
  private static final String API = "api/2.0/mlflow/";
  private static final long T = 1_700_000_000_000L;

  @TempDir Path folder;
  private Evenkeel evenkeel;
  private RunningServer server;

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

  private JsonNode take(Object place, Object... more) {
    List<Object> all = new ArrayList<>(List.of("experiment", "import", place, "--json"));
    all.addAll(List.of("--server", evenkeel.address()));
    all.addAll(List.of(more));
    Cli.Seen seen = Cli.run(all.toArray());
    assertThat(seen.exitCode()).as(seen.err()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "told");
  }

  private List<JsonNode> runs(String experiment, String filter) {
    String id =
        server
            .get(
                API
                    + "experiments/get-by-name"
                    + RunningServer.query(Map.of("experiment_name", experiment)))
            .at("/experiment/experiment_id")
            .asString("");
    return server
        .post(
            API + "runs/search",
            Map.of("experiment_ids", List.of(id), "filter", filter, "max_results", 1_000))
        .path("runs")
        .valueStream()
        .toList();
  }

  private JsonNode run(String experiment, String name) {
    List<JsonNode> found = runs(experiment, "run_name = '%s'".formatted(name));
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static String id(JsonNode run) {
    return run.at("/info/run_id").asString("");
  }

  private static String tag(JsonNode run, String key) {
    return ImportTarget.tag(run.at("/data/tags"), key);
  }

  private List<JsonNode> points(JsonNode run, String metric) {
    return server
        .get(
            API
                + "metrics/get-history"
                + RunningServer.query(Map.of("run_id", id(run), "metric_key", metric)))
        .path("metrics")
        .valueStream()
        .toList();
  }

  private String file(JsonNode run, String path) {
    String storage = run.at("/info/artifact_uri").asString("").replace("mlflow-artifacts:/", "");
    return new String(
        server.bytes(
            "api/2.0/mlflow-artifacts/artifacts/%s/%s"
                .formatted(storage, RunningServer.part(path).replace("%2F", "/"))),
        StandardCharsets.UTF_8);
  }

  private static List<String> leftOut(JsonNode told) {
    return told.path("left_out").valueStream().map(each -> each.asString("")).toList();
  }

  private static void counts(JsonNode told, int experiments, int runs, int present, int files) {
    assertThat(
            Stream.of("experiments", "runs", "runs_present", "files")
                .map(each -> told.path(each).asInt())
                .toList())
        .as(told.toString())
        .containsExactly(experiments, runs, present, files);
  }

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
        .contains("Imported 0 experiments, 0 runs, 0 files, 0 models, 0 versions.")
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
  void aHostileFolderReachesNothingOutsideAndHarmsOnlyItself() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "the secret");
    Path outside = Files.createDirectories(folder.resolve("outside/artifacts"));
    Files.writeString(outside.resolve("b.txt"), "the secret");
    Path mlruns = folder.resolve("mlruns");
    Path good = hostileRun(mlruns, "1", "good", "");
    Files.writeString(good.resolve("artifacts/fine.txt"), "fine");
    Files.createSymbolicLink(good.resolve("artifacts/link.txt"), secret);
    Files.createSymbolicLink(good.resolve("artifacts/links"), outside);
    Files.createSymbolicLink(good.resolve("params/stolen"), secret);
    Files.createSymbolicLink(good.resolve("tags"), outside);
    Files.writeString(good.resolve("params/long"), "x".repeat(100_000));
    Files.writeString(good.resolve("metrics/odd"), "no numbers here\n");
    Files.writeString(good.resolve("metrics/endless"), "1 ".repeat(50_000));
    Files.writeString(good.resolve("metrics/fine"), "5 0.5 7\n");
    hostileRun(mlruns, "1", "climbing", "run_id: ../../secret\n");
    hostileRun(mlruns, "1", "object", "user_id: !!javax.script.ScriptEngineManager [x]\n");
    hostileRun(mlruns, "1", "bomb", bomb());
    hostileRun(mlruns, "1", "elsewhere", "artifact_uri: file://%s\n".formatted(outside));
    Files.writeString(mlruns.resolve("1/bomb/params/p"), "v");
    Files.createSymbolicLink(mlruns.resolve("1/linked"), good);
    Path version = Files.createDirectories(mlruns.resolve("models/prices/version-1"));
    Files.writeString(mlruns.resolve("models/prices/meta.yaml"), "name: prices\n");
    Files.writeString(
        version.resolve("meta.yaml"), "source: file://%s\nrun_id: good\n".formatted(outside));

    JsonNode told = take(mlruns);

    String names = String.join("\n", leftOut(told));
    assertThat(names)
        .contains("link.txt", "stolen", "links", "climbing", "bomb", "linked", "metric odd")
        .contains("metric endless", "params/long", "prices@1", "elsewhere");
    JsonNode run = run("e", "good");
    assertThat(file(run, "fine.txt")).isEqualTo("fine");
    assertThat(points(run, "fine")).hasSize(1);
    assertThat(told.path("files").asInt()).isEqualTo(1);
    assertThat(everythingOf("e")).doesNotContain("the secret");
    assertThat(told.path("versions").asInt()).isZero();
  }

  private String everythingOf(String experiment) {
    return runs(experiment, "").toString();
  }

  private static String bomb() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int level = 1; level < 12; level++) {
      bomb.append("a%d: &a%d [".formatted(level, level))
          .append(String.join(", ", Collections.nCopies(10, "*a" + (level - 1))))
          .append("]\n");
    }
    return bomb.toString();
  }

  private static Path hostileRun(Path mlruns, String experiment, String id, String more)
      throws IOException {
    Path run = Files.createDirectories(mlruns.resolve(experiment).resolve(id));
    for (String each : List.of("params", "metrics", "artifacts")) {
      Files.createDirectories(run.resolve(each));
    }
    Files.writeString(mlruns.resolve(experiment).resolve("meta.yaml"), "name: e\n");
    Files.writeString(
        run.resolve("meta.yaml"), "run_name: %s\nstatus: 3\nstart_time: 1\n%s".formatted(id, more));
    return run;
  }

  @Test
  void aModelThatMlflow3KeptBesideItsRunComesWithItsFiles() throws IOException {
    Path mlruns = folder.resolve("mlruns");
    hostileRun(mlruns, "1", "r", "run_id: r\n");
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

  @Test
  void aHostileServerLeadsNowhereAndTheImportEnds() throws IOException {
    AtomicInteger elsewhere = new AtomicInteger();
    List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    HttpServer strange =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    strange.createContext(
        "/",
        exchange -> {
          authorizations.addAll(
              exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          String path = exchange.getRequestURI().getPath();
          if (path.startsWith("/elsewhere")) {
            elsewhere.incrementAndGet();
          }
          if (path.startsWith("/get-artifact")) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            byte[] body = "<html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(302, body.length);
            exchange.getResponseBody().write(body);
          } else {
            byte[] body = hostileAnswer(path).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    strange.start();
    try {
      JsonNode told = take("http://127.0.0.1:" + strange.getAddress().getPort());

      assertThat(String.join("\n", leftOut(told)))
          .contains("file ../../up", "file /etc/passwd", "run ' or 1=1", "metric a of run r")
          .contains("files of run r: the server answered 302")
          .doesNotContain("\u001b");
      assertThat(told.path("files").asInt()).isZero();
      assertThat(elsewhere).as("a redirection is not followed").hasValue(0);
      assertThat(authorizations).isEmpty();
    } finally {
      strange.stop(0);
    }
  }

  /// Each page promises a next one for ever.
  private static String hostileAnswer(String path) {
    String list =
        switch (path.substring(path.indexOf("mlflow/") + "mlflow/".length())) {
          case "experiments/search" -> "'experiments': [{'experiment_id': '1', 'name': 'e'}]";
          case "runs/search" ->
              """
              'runs': [{'info': {'run_id': 'r', 'status': 'FINISHED', 'artifact_uri': 's3://b/x'},
                'data': {'metrics': [{'key': 'a'}]}},
                {'info': {'run_id': '\\u0027 or 1=1', 'status': '\\u001b[2J'}}]\
              """;
          case "metrics/get-history" -> "'metrics': [{'value': 'x', 'timestamp': '1'}]";
          case "artifacts/list" ->
              """
              'files': [{'path': '../../up'}, {'path': '/etc/passwd'}, {'path': 'f.txt'},
                {'path': '..', 'is_dir': true}]\
              """;
          default -> "'registered_models': [{'name': '\\u001b[2J'}]";
        };
    return "{" + list.replace('\'', '"') + ", \"next_page_token\": \"again\"}";
  }

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

  @Test
  void whatAnswersAndIsNoMlflowIsNamed() throws IOException {
    int port = ForeignServer.freePort();

    Cli.Seen seen =
        Cli.run("experiment", "import", "http://127.0.0.1:" + port, "--server", evenkeel.address());

    assertThat(seen.exitCode()).isNotZero();
    assertThat(seen.err()).contains("a running MLflow server");
    assertThat(seen.err()).doesNotContain("--server URL");
  }
}
