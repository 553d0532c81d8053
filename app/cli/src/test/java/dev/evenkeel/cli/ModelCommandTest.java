package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

/// `evenkeel model register`, `list` and `show` against a running server.
@Timeout(300)
class ModelCommandTest {
  private static final String API = "api/2.0/mlflow/";
  private static final String MLMODEL =
      """
      flavors:
        python_function:
          loader_module: mlflow.xgboost
        xgboost:
          data: model.json
          model_format: json
      """;

  @TempDir Path folder;
  private Evenkeel evenkeel;
  private RunningServer server;
  private Path model;

  @BeforeEach
  void start() throws IOException {
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    server = new RunningServer(evenkeel.address().toString());
    model = Files.createDirectory(folder.resolve("model"));
    Files.writeString(model.resolve("MLmodel"), MLMODEL);
    Files.writeString(model.resolve("model.json"), TreeFile.of(List.of("x", "y"), 2));
  }

  @AfterEach
  void close() {
    server.close();
    evenkeel.close();
  }

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private String good(Object... arguments) {
    Cli.Seen seen = cli(arguments);
    assertThat(seen.err()).isEmpty();
    assertThat(seen.exitCode()).isZero();
    return seen.out();
  }

  private String page(String path) {
    return new String(server.bytes(path), StandardCharsets.UTF_8);
  }

  private void bad(int exitCode, String says, Object... arguments) {
    Cli.Seen seen = cli(arguments);
    assertThat(seen.err()).contains(says);
    assertThat(seen.exitCode()).isEqualTo(exitCode);
  }

  /// A run with a metric, which logged a model into its own files, as clients before 3 do.
  private String run() throws IOException {
    String id =
        server
            .post(API + "runs/create", Map.of("experiment_id", "0", "run_name", "deep"))
            .at("/run/info/run_id")
            .asString("");
    server.post(
        API + "runs/log-metric", Map.of("run_id", id, "key", "auc", "value", 0.75, "timestamp", 1));
    for (String file : List.of("MLmodel", "model.json")) {
      server.put(
          "api/2.0/mlflow-artifacts/artifacts/0/%s/artifacts/model/%s".formatted(id, file),
          model.resolve(file));
    }
    return id;
  }

  @Test
  void whatARunLoggedBecomesAVersionThatServes() throws IOException {
    String run = run();

    assertThat(good("model", "register", "runs:/" + run + "/model", "--name", "churn"))
        .contains("Registered churn@1", "evenkeel promote churn@1");
    good("promote", "churn@1");
    JsonNode again =
        Json.parse(
            good("model", "register", "runs:/" + run + "/model", "--name", "churn", "--json")
                .getBytes(StandardCharsets.UTF_8),
            "the answer");

    assertThat(again.path("version").asInt()).isEqualTo(2);
    assertThat(again.path("metrics").path("auc").asDouble()).isEqualTo(0.75);
    assertThat(page("runs/" + run))
        .contains("<summary>model/", "/artifacts/model/MLmodel", "/models/churn/versions/2")
        .doesNotContain("There are more");
    assertThat(page("models/churn")).contains("auc 0.75");
    assertThat(good("model", "register", "models:/churn/1", "--name", "copied"))
        .contains("Registered copied@1");
  }

  @Test
  void aLoggedModelBecomesAVersion() {
    String run =
        server
            .post(API + "runs/create", Map.of("experiment_id", "0"))
            .at("/run/info/run_id")
            .asString("");
    JsonNode made =
        server
            .post(
                API + "logged-models",
                Map.of("experiment_id", "0", "name", "model", "source_run_id", run))
            .at("/model/info");
    String id = made.path("model_id").asString("");
    String place = made.path("artifact_uri").asString("").replace("mlflow-artifacts:/", "");
    List.of("MLmodel", "model.json").forEach(file -> put(place + "/" + file, model.resolve(file)));

    assertThat(good("model", "register", "models:/" + id, "--name", "churn"))
        .contains("Registered churn@1");
    assertThat(server.get(API + "logged-models/" + id).at("/model/info/tags").toString())
        .contains("mlflow.modelVersions", "churn");
    assertThat(page("runs/" + run))
        .contains("<summary>model/", "logged model " + id + ", 2 files", "churn@1");
  }

  private void put(String place, Path file) {
    try {
      server.put("api/2.0/mlflow-artifacts/artifacts/" + place, file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot read " + file, e);
    }
  }

  @Test
  void aFolderOfThisMachineIsSent() {
    assertThat(good("model", "register", model, "--name", "churn")).contains("Registered churn@1");
    assertThat(good("model", "show", "churn@1")).contains("INPUT", "x", "number");
  }

  @Test
  void whatIsNotThereLeavesNoNameBehind() {
    bad(
        4,
        "has no `runs:/nobody/model`",
        "model",
        "register",
        "runs:/nobody/model",
        "--name",
        "no");
    bad(4, "evenkeel run list", "model", "register", "models:/m-" + "0".repeat(32), "--name", "no");
    bad(4, "not there", "model", "register", folder.resolve("nothing"), "--name", "no");
    bad(2, "cannot be used", "model", "register", "runs:/x/model", "--name", "a b");
    bad(2, "labels", "model", "register", "runs:/x/model", "--name", "no", "--labels", "a,b");
    assertThat(server.get(API + "registered-models/search").toString()).doesNotContain("\"no\"");
  }

  @Test
  void aVersionIsShownWithAllThatIsKnownOfIt() throws IOException {
    String run = run();
    good("model", "register", "runs:/" + run + "/model", "--name", "churn");
    good("promote", "churn@1");
    good("model", "tag", "churn@1", "team=risk");
    good("model", "describe", "churn@1", "who will leave");
    Path card = folder.resolve("card.md");
    Files.writeString(card, "# For letters\n" + "more\n".repeat(20));
    good("model", "card", "churn@1", "--edit", card);
    good("model", "protect", "churn", "beta", "--approvals", "1");
    bad(5, "approv", "model", "alias", "churn", "beta", "1");

    assertThat(good("model", "show", "churn@champion"))
        .contains(
            "churn@1",
            "who will leave",
            "champion",
            "deep",
            "auc     0.75",
            "# For letters",
            "evenkeel model card",
            "risk",
            "alias.move beta",
            "0 of 1");
    JsonNode json =
        Json.parse(
            good("model", "show", "churn@1", "--json").getBytes(StandardCharsets.UTF_8),
            "the answer");
    assertThat(json.at("/version/metrics/auc").asDouble()).isEqualTo(0.75);
    assertThat(json.at("/approvals/0/facts/alias").asString()).isEqualTo("beta");
    assertThat(json.at("/lineage/subject").asString()).isEqualTo("version:churn@1");

    assertThat(good("model", "show", "churn")).contains("auc 0.75", "champion");
    bad(4, "did you mean `champion`", "model", "show", "churn@champoin");
    bad(4, "churn@9", "model", "show", "churn@9");
    bad(4, "nobody", "model", "show", "nobody");
  }

  @Test
  void listsFollowTheirPagesAsFarAsIsAsked() throws IOException {
    Path file = model.resolve("model.json");
    for (String name : List.of("a", "b", "c")) {
      good("model", "register", file, "--name", name);
    }
    good("model", "register", file, "--name", "a");

    JsonNode first = server.get("api/v1/models?limit=2");
    assertThat(first.path("models").size()).isEqualTo(2);
    assertThat(server.get("api/v1/models" + first.path("next").asString("")).toString())
        .contains("\"c\"")
        .doesNotContain("next");
    assertThat(RegistryPage.read(server, "api/v1/models", "models", 3).items()).hasSize(3);
    assertThat(good("model", "list", "--limit", "2"))
        .contains("There are more")
        .doesNotContain("c ");
    assertThat(good("model", "list")).contains("a", "b", "c").doesNotContain("There are more");
    assertThat(good("model", "show", "a", "--limit", "1")).contains("There are older ones");
    bad(2, "--limit", "model", "list", "--limit", "0");
  }

  @Test
  void aLongUploadSaysHowFarItIs() {
    StringWriter said = new StringWriter();
    try (UploadProgress.Lines lines = new UploadProgress.Lines(new PrintWriter(said), 4 << 20, 0)) {
      byte[] bytes = TreeFile.of(List.of("x"), 2).getBytes(StandardCharsets.UTF_8);
      server.post("api/v1/models/churn/versions", bytes, lines);
      lines.accept(3 << 20);
    }
    assertThat(said.toString()).contains("sent 0 of 4 MiB", "sent 3 of 4 MiB (75 %)");
  }
}
