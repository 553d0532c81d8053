package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Models that run code when something loads them, logged as MLflow's clients log them. The server
/// keeps, shows and registers them, and never loads one itself: Python is off here.
@Timeout(120)
class CodeInModelsTest {
  private static final String MLMODEL =
      """
      flavors:
        python_function:
          loader_module: mlflow.sklearn
          model_path: model.pkl
        sklearn:
          pickled_model: model.pkl
          serialization_format: pickle
      utc_time_created: '2026-01-01 00:00:00.000000'
      """;

  @TempDir Path folder;
  private Evenkeel evenkeel;
  private String run;
  private Path mark;

  @BeforeEach
  void start() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve("server.yaml"), "runtimes: {python: off}\n");
    evenkeel = Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
    run =
        json(call("runs/create", Map.of("experiment_id", "0")))
            .at("/run/info/run_id")
            .stringValue();
    mark = folder.resolve("mark");
  }

  @AfterEach
  void close() {
    evenkeel.close();
  }

  /// By hand, so that it needs no Python to be made: `os.system(...)`.
  private byte[] pickle() {
    return "cos\nsystem\n(S'touch %s'\ntR.".formatted(mark).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void thePickleThatIsTriedHereDoesRunWhereSomethingLoadsIt() throws Exception {
    Path file = Files.write(folder.resolve("model.pkl"), pickle());
    Path script =
        Files.writeString(
            folder.resolve("load.py"),
            "import pickle, sys\npickle.load(open(sys.argv[1], 'rb'))\n");

    TestPython.run(TestPython.with(), folder, script, file.toString());

    assertThat(mark).exists();
  }

  @Test
  void aPickleIsKeptAndShownButNeverLoaded() throws Exception {
    put("MLmodel", MLMODEL.getBytes(StandardCharsets.UTF_8));
    put("model.pkl", pickle());
    register("churn");

    for (String page :
        List.of(
            "/models/churn",
            "/models/churn/versions/1",
            "/api/v1/models/churn/versions/1",
            "/api/v1/models/churn/versions/1/lineage",
            "/api/2.0/mlflow-artifacts/artifacts/0/" + run + "/artifacts/model/model.pkl")) {
      assertThat(get(page).statusCode()).as(page).isEqualTo(200);
    }
    call("registered-models/alias", Map.of("name", "churn", "alias", "champion", "version", "1"));
    HttpResponse<String> asked =
        send(
            "POST",
            "/v1/models/churn:predict",
            "application/json",
            "{\"instances\": [{\"x\": 1}]}".getBytes(StandardCharsets.UTF_8));

    assertThat(asked.statusCode()).as(asked.body()).isEqualTo(503);
    assertThat(asked.body())
        .contains("could not be loaded")
        .doesNotContain("Exception", folder.toString());
    assertThat(mark).doesNotExist();
  }

  @Test
  void aDescriptionThatNamesClassesMakesNone() throws Exception {
    put(
        "MLmodel",
        "flavors: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://127.0.0.1:1/\"]]]]\n"
            .getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> registered = tryToRegister("tagged");

    run = newRun();
    put(
        "MLmodel",
        "flavors: !!python/object/apply:os.system ['touch %s']\n"
            .formatted(mark)
            .getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> again = tryToRegister("tagged");

    for (HttpResponse<String> each : List.of(registered, again)) {
      assertThat(each.statusCode()).as(each.body()).isLessThan(500);
      assertThat(each.body()).doesNotContain("Exception", folder.toString());
    }
    assertThat(get("/models/tagged").statusCode()).isLessThan(500);
    assertThat(mark).doesNotExist();
  }

  @Test
  void anObjectOfJavaIsNoModel() throws Exception {
    byte[] object = {(byte) 0xAC, (byte) 0xED, 0, 5, 's', 'r', 0, 1, 'X'};

    HttpResponse<String> sent =
        send("POST", "/api/v1/models/java/versions", "application/octet-stream", object);

    assertThat(sent.statusCode()).as(sent.body()).isBetween(400, 499);
    assertThat(sent.body()).doesNotContain("Exception", folder.toString());
  }

  private String newRun() throws Exception {
    return json(call("runs/create", Map.of("experiment_id", "0")))
        .at("/run/info/run_id")
        .stringValue();
  }

  private void register(String name) throws Exception {
    HttpResponse<String> answer = tryToRegister(name);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> tryToRegister(String name) throws Exception {
    call("registered-models/create", Map.of("name", name));
    return call(
        "model-versions/create",
        Map.of("name", name, "source", "runs:/" + run + "/model", "run_id", run));
  }

  private void put(String file, byte[] content) throws Exception {
    String path =
        "/api/2.0/mlflow-artifacts/artifacts/0/%s/artifacts/model/%s".formatted(run, file);
    HttpResponse<String> answer = send("PUT", path, "application/octet-stream", content);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private HttpResponse<String> call(String call, Object body) throws Exception {
    return send("POST", "/api/2.0/mlflow/" + call, "application/json", Json.write(body));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "application/json", new byte[0]);
  }

  private HttpResponse<String> send(String method, String path, String type, byte[] body)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(evenkeel.address() + path))
              .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
              .header("Content-Type", type)
              .build(),
          HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), "the answer");
  }
}
