package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The whole process, asked over a real port.
class ServerTest {
  @TempDir Path folder;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path home;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() {
    home = folder.resolve("home");
    evenkeel = Evenkeel.start(configuration(home, ""), Clock.system());
    TestModel.promote(evenkeel.loop());
  }

  @AfterEach
  void stop() {
    evenkeel.close();
    client.close();
  }

  private static ServerConfiguration configuration(Path home, String url) {
    return new ServerConfiguration(home, 0, url, url.isEmpty() ? "" : "postgres", "");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    URI address = evenkeel.address().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(60))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private static ProblemException problem(ServerConfiguration configuration) {
    return catchThrowableOfType(
        ProblemException.class, () -> Evenkeel.start(configuration, Clock.system()).close());
  }

  private static JsonNode json(HttpResponse<String> response) {
    return Json.mapper().readTree(response.body());
  }

  @Test
  void saysThatItLivesIsReadyAndWhatItIs() throws Exception {
    assertThat(get("/health").body()).isEqualTo("OK");
    assertThat(json(get("/health/live"))).hasToString("{\"live\":true}");
    assertThat(json(get("/health/ready"))).hasToString("{\"ready\":true}");
    assertThat(get("/version").body())
        .matches("\\d+\\.\\d+\\.\\d+\\+evenkeel\\.\\d+\\.\\d+\\.\\d+");
    send("POST", "/v1/models/m:predict", TestModel.BODY);
    assertThat(get("/metrics").body())
        .contains(
            "evenkeel_predictions_total{alias=\"champion\",model=\"m\",outcome=\"answered\","
                + "protocol=\"named\",version=\"1\"} 1.0")
        .contains("evenkeel_prediction_log_dropped_total 0.0")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void listsEveryAddressWithItsVariables() throws Exception {
    JsonNode document = json(get("/openapi.json"));

    assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
    assertThat(document.path("paths").propertyNames())
        .contains(
            "/",
            "/health",
            "/openapi.json",
            "/v1/models/{name}",
            "/api/v1/predictions/{id}/feedback",
            "/models/{model}/events");
    document
        .path("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue()
                .valueStream()
                .forEach(operation -> {
                  assertThat(operation.path("summary").stringValue()).isNotEmpty();
                  assertThat(
                          operation
                              .path("parameters")
                              .valueStream()
                              .map(each -> "{" + each.path("name").stringValue() + "}"))
                      .containsExactlyElementsOf(
                          List.of(path.getKey().split("/")).stream()
                              .filter(part -> part.startsWith("{"))
                              .toList());
                }));
  }

  @Test
  void answersAndTakesTheTruth() throws Exception {
    JsonNode answer = json(send("POST", "/v1/models/m:predict", TestModel.BODY));
    String id = answer.at("/predictions/0/predictionId").stringValue();

    HttpResponse<String> told =
        send("POST", "/api/v1/predictions/" + id + "/feedback", "{\"truth\": \"yes\"}");

    assertThat(answer.at("/predictions/0/label").stringValue()).isEqualTo("yes");
    assertThat(told.statusCode()).isEqualTo(200);
  }

  @Test
  void aPersonTriesTheModelOnAPage() throws Exception {
    HttpResponse<String> form = get("/v1/models/m/try");
    HttpResponse<String> good = send("POST", "/v1/models/m/try", "x=1.5");
    HttpResponse<String> bad = send("POST", "/v1/models/m/try", "x=much");

    assertThat(form.body()).contains("<input name=\"x\" value=\"1\"");
    assertThat(good.body())
        .contains("<p class=\"headline\">yes</p>")
        .contains("curl '" + evenkeel.address() + "/v1/models/m:predict?explain=true'");
    assertThat(bad.body()).contains("x: expected a number, found the string \"much\"");
    assertThat(get("/v1/models/nobody/try").statusCode()).isEqualTo(404);
  }

  @Test
  void everyRefusalIsAProblemOfItsOwnStatus() throws Exception {
    refused(send("POST", "/v1/models/m:predict", ""), 400);
    refused(send("POST", "/v1/models/m:predict", "{"), 400);
    refused(send("POST", "/v1/models/m:predict", "{}"), 422);
    refused(send("POST", "/v1/models/m:predict", "[".repeat(10_000)), 413);
    refused(send("POST", "/v1/models/nobody:predict", TestModel.BODY), 404);
    refused(send("POST", "/api/v1/predictions/x/feedback", "{\"truth\": 1}"), 404);
    refused(get("/nowhere"), 404);
    refused(get("/static/nowhere.js"), 404);
    refused(get("/static/..%2f..%2fapplication.yaml"), 404);
    refused(get("/webjars/nowhere.js"), 404);
    refused(get("/models/nobody"), 404);
    HttpResponse<String> wrongMethod = send("DELETE", "/v1/models/m", "");
    refused(wrongMethod, 405);
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("GET, POST");
  }

  private static void refused(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(response).path("status").asInt()).isEqualTo(status);
    assertThat(json(response).path("detail").stringValue()).isNotEmpty();
    assertThat(response.body()).doesNotContain("dev.evenkeel", "Exception", "select ", "/tmp");
  }

  @Test
  void aBodyOf20MegabytesIsRefusedAndTheNextRequestIsAnswered() throws Exception {
    String rows = "{\"x\": 1.5},".repeat(2 << 20);

    refused(send("POST", "/v1/models/m:predict", "{\"instances\": [" + rows + "{}]}"), 413);

    assertThat(send("POST", "/v1/models/m:predict", TestModel.BODY).statusCode()).isEqualTo(200);
  }

  @Test
  void everyAnswerCarriesTheSecurityHeaders() throws Exception {
    for (String path : List.of("/", "/health", "/nowhere", "/static/evenkeel.js", "/v1/models")) {
      HttpResponse<String> response = get(path);

      assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .as(path)
          .startsWith("default-src 'self';");
    }
    assertThat(get("/static/evenkeel.js").headers().firstValue("Cache-Control"))
        .contains("no-cache");
  }

  @Test
  void aHomeIsForOneProcessAndAPortForOneProgram() {
    ProblemException home2 = problem(configuration(home, ""));
    ProblemException port =
        problem(
            new ServerConfiguration(
                folder.resolve("other"), evenkeel.address().getPort(), "", "", ""));

    assertThat(home2.problem().kind()).isEqualTo(Problem.Kind.CONFLICT);
    assertThat(home2.problem().where()).isEqualTo(home.toString());
    assertThat(port.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
    assertThat(port.problem().remedy()).contains("--port");
  }

  @Test
  void aRefusedStartLeavesTheHomeFree() throws Exception {
    Path other = folder.resolve("other");

    ProblemException refused =
        problem(new ServerConfiguration(other, evenkeel.address().getPort(), "", "", ""));

    assertThat(refused.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
    assertThat(problem(configuration(other, ""))).isNull();
  }

  @Test
  void aHomeThatCannotBeWrittenStopsTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "no folder");

    for (Path wrong : List.of(file, file.resolve("home"))) {
      ProblemException problem = problem(configuration(wrong, ""));

      assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
      assertThat(problem.problem().where()).isEqualTo(wrong.toString());
      assertThat(problem.problem().remedy()).contains("--home");
    }
  }

  @Test
  void thePasswordIsNeitherLoggedNorTold() throws Exception {
    String secret = "hunter2-very-secret";
    ServerConfiguration configuration =
        new ServerConfiguration(
            folder.resolve("other"),
            0,
            "jdbc:postgresql://127.0.0.1:1/nowhere?password=" + secret,
            "me",
            secret);

    ProblemException problem = problem(configuration);

    assertThat(problem.problem().kind()).isEqualTo(Problem.Kind.ENVIRONMENT);
    assertThat(problem).hasMessageNotContaining(secret);
    assertThat(configuration).asString().doesNotContain(secret).contains("nowhere");
    assertThat(Files.readString(folder.resolve("other/logs/evenkeel.jsonl")))
        .doesNotContain(secret);
  }

  @Test
  void logsAreJsonLinesInTheHome() throws Exception {
    org.slf4j.LoggerFactory.getLogger("dev.evenkeel.test").info("a \"line\"\nof two");

    List<String> lines = Files.readAllLines(home.resolve("logs/evenkeel.jsonl"));

    assertThat(lines).isNotEmpty();
    JsonNode last = Json.mapper().readTree(lines.getLast());
    assertThat(last.path("message").stringValue()).isEqualTo("a \"line\"\nof two");
    assertThat(last.path("level").stringValue()).isEqualTo("INFO");
  }

  @Test
  void aFullDiskIsSaidAndWhatWasStoredStays() throws Exception {
    String id =
        json(send("POST", "/v1/models/m:predict", TestModel.BODY))
            .at("/predictions/0/predictionId")
            .stringValue();
    evenkeel.close();
    Path file = home.resolve("evenkeel.db");
    long pages = Files.size(file) / 4_096 + 8;
    evenkeel =
        Evenkeel.start(
            configuration(home, "jdbc:sqlite:%s?max_page_count=%d".formatted(file, pages)),
            Clock.system());

    String many = "{\"instances\": [" + "{\"x\": 1.5},".repeat(2_000) + "{\"x\": 1}]}";
    HttpResponse<String> answered = send("POST", "/v1/models/m:predict", many);
    evenkeel.loop().observations().settle();
    String unlogged = json(answered).at("/predictions/0/predictionId").stringValue();

    assertThat(answered.statusCode()).isEqualTo(200);
    assertThat(get("/metrics").body()).contains("evenkeel_prediction_log_dropped_total 2001.0");
    refused(
        send("POST", "/api/v1/predictions/" + unlogged + "/feedback", "{\"truth\": \"no\"}"), 404);
    assertThat(
            send("POST", "/api/v1/predictions/" + id + "/feedback", "{\"truth\": \"no\"}")
                .statusCode())
        .isEqualTo(200);
    assertThat(Files.readString(home.resolve("logs/evenkeel.jsonl"))).contains("is full");
  }

  @Test
  void servesFromPostgresToo() throws Exception {
    evenkeel.close();
    String url = TestDatabases.postgresUrl();
    evenkeel = Evenkeel.start(configuration(folder.resolve("pg"), url), Clock.system());
    TestModel.promote(evenkeel.loop());
    assertThat(send("POST", "/v1/models/m:predict", TestModel.BODY).statusCode()).isEqualTo(200);
    evenkeel.close();

    evenkeel = Evenkeel.start(configuration(folder.resolve("pg"), url), Clock.system());

    assertThat(send("POST", "/v1/models/m:predict", TestModel.BODY).body()).contains("\"yes\"");
    assertThat(folder.resolve("pg/evenkeel.db")).doesNotExist();
  }
}
