package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands of `examples/wine`, as its README gives them, against a running server and a real
/// Python.
@Timeout(400)
class WineExampleTest {
  private static final Path WINE = Path.of("../../examples/wine").toAbsolutePath().normalize();

  // The first wine of the data: of `class_0`.
  private static final String ROW =
      """
      {"instances": [{"alcohol": 14.23, "malic_acid": 1.71, "ash": 2.43, "alcalinity_of_ash": 15.6,
        "magnesium": 127.0, "total_phenols": 2.8, "flavanoids": 3.06, "nonflavanoid_phenols": 0.28,
        "proanthocyanins": 2.29, "color_intensity": 5.64, "hue": 1.04, "od280_od315": 3.92,
        "proline": 1065.0}]}
      """;

  @TempDir Path folder;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() throws IOException {
    Path python = TestPython.with("mlflow", "sklearn", "pandas", "pyarrow", "skl2onnx");
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve(ServerConfiguration.FILE),
        "runtimes: {python: {interpreter: %s, workers: 1}}".formatted(python));
    evenkeel = Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
    json(
        "data",
        "ingest",
        "wine",
        WINE.resolve("data/wine.csv"),
        "--contract",
        WINE.resolve("contracts/wine.odcs.yaml"),
        "--json");
    json("pipeline", "deploy", WINE.resolve("pipelines/train.yaml"), "--json");
  }

  @AfterEach
  void close() {
    if (evenkeel != null) {
      evenkeel.close();
    }
  }

  @Test
  void trainsInPythonLogsByMlflowRegistersAndServes() throws Exception {
    Cli.Seen run = Cli.at(evenkeel.address(), "pipeline", "run", "wine", "--wait");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    JsonNode logged = json("run", "list", "wine", "--json");
    assertThat(logged.toString()).contains("strength", "accuracy_learned", "f1");
    assertThat(json("data", "show", "wine-held@1", "--json").path("rows").asInt(0)).isEqualTo(44);
    Cli.Seen promoted = Cli.at(evenkeel.address(), "promote", "wine@1");
    assertThat(promoted.exitCode()).as(promoted.out() + promoted.err()).isZero();
    JsonNode prediction = predict().path("predictions").path(0);
    assertThat(prediction.path("label").asString("")).isEqualTo("class_0");
    assertThat(prediction.path("version").asString("")).isEqualTo("1");
    Cli.Seen reproduced = Cli.at(evenkeel.address(), "reproduce", "wine@1");
    assertThat(reproduced.exitCode()).as(reproduced.out() + reproduced.err()).isEqualTo(3);
    assertThat(reproduced.out()).contains("it was trained outside", "nobody told it");
  }

  @Test
  void registersNothingThatIsWorseThanTheFloor() {
    Cli.Seen run =
        Cli.at(evenkeel.address(), "pipeline", "run", "wine", "-p", "floor=1.1", "--wait");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).containsPattern("skipped +register");
    assertThat(json("run", "list", "wine", "--json").toString()).contains("f1");
    assertThat(Cli.at(evenkeel.address(), "model", "show", "wine").exitCode()).isEqualTo(4);
  }

  private JsonNode predict() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(evenkeel.address().resolve("/v1/models/wine:predict"))
                  .POST(HttpRequest.BodyPublishers.ofString(ROW))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode())
          .as(new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
      return Json.parse(answer.body(), "the answer");
    }
  }

  private JsonNode json(Object... arguments) {
    Cli.Seen seen = Cli.at(evenkeel.address(), arguments);
    assertThat(seen.exitCode()).as(seen.err() + seen.out()).isZero();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the output");
  }
}
