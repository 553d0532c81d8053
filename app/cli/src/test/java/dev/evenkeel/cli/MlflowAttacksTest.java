package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What has been done to MLflow's servers, tried here by raw requests, so that nothing on our side
/// tidies an address first. Each must fail with a clear error, and nothing may leave the store.
@Timeout(300)
class MlflowAttacksTest {
  private static final String SECRET = "the secret beside the home";
  private static final String API = "/api/2.0/mlflow/";
  private static final String FILES = "/api/2.0/mlflow-artifacts/artifacts";

  @TempDir static Path folder;
  private static Evenkeel evenkeel;
  private static String run;
  private static String otherRun;

  private record Answer(int status, String head, String body) {
    JsonNode json() {
      return Json.parse(body.getBytes(StandardCharsets.UTF_8), "the answer");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    Files.writeString(folder.resolve("secret.txt"), SECRET);
    evenkeel =
        Evenkeel.start(
            new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
    run = newRun();
    otherRun = newRun();
    assertThat(send("PUT", FILES + "/0/" + run + "/artifacts/mine.txt", Map.of(), "mine").status)
        .isEqualTo(200);
  }

  @AfterAll
  static void close() {
    evenkeel.close();
  }

  private static String newRun() throws IOException {
    return post("runs/create", Map.of("experiment_id", "0"))
        .json()
        .at("/run/info/run_id")
        .stringValue();
  }

  private static Answer post(String call, Object body) throws IOException {
    return send("POST", API + call, Map.of("Content-Type", "application/json"), Json.text(body));
  }

  private static Answer send(String method, String path, Map<String, String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\n".formatted(method, path));
    if (!headers.containsKey("Host")) {
      head.append("Host: 127.0.0.1\r\n");
    }
    headers.forEach((name, value) -> head.append("%s: %s\r\n".formatted(name, value)));
    head.append("Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(bytes.length));
    try (Socket socket = new Socket(evenkeel.address().getHost(), evenkeel.address().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(bytes);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = answer.indexOf("\r\n\r\n");
      assertThat(end).as(answer).isPositive();
      return new Answer(
          Integer.parseInt(answer.substring(9, 12)),
          answer.substring(0, end),
          answer.substring(end + 4));
    }
  }

  private static void assertFailed(Answer answer) {
    assertThat(answer.status).as(answer.head + "\n" + shortened(answer.body)).isBetween(400, 499);
    assertThat(answer.body)
        .doesNotContain(SECRET, "root:", "Exception", "select ", "registry_", folder.toString());
  }

  private static String shortened(String text) {
    return text.substring(0, Math.min(1_000, text.length()));
  }

  private static List<String> climbing() {
    return List.of(
        "../../etc/passwd",
        "..",
        "a/../../../secret.txt",
        "/etc/passwd",
        "//etc/passwd",
        "..%2f..%2fsecret.txt",
        "%2E%2E/%2E%2E/secret.txt",
        "%252e%252e%252fsecret.txt",
        "%25252e%25252e%25252fsecret.txt",
        "..%5c..%5csecret.txt",
        "..\\secret.txt",
        "C:%5CWindows%5Cwin.ini",
        "C:/Windows/win.ini",
        "%5c%5chost%5cshare",
        "%2%0952e%2%0952e/secret.txt",
        "a%00.jpg",
        "a%0d%0aX-Evil:%201",
        "..;/secret.txt",
        ".;%2F..;%2Fsecret.txt",
        "a//b",
        "./a",
        "a/%2e/b",
        "%c0%ae%c0%ae/secret.txt",
        "%e2%80%ae.txt",
        "a/" + "b".repeat(5_000));
  }

  @ParameterizedTest
  @MethodSource("climbing")
  void noPathOfAnArtifactLeavesItsRun(String path) throws IOException {
    String place = FILES + "/0/" + run + "/artifacts/" + path;
    for (String method : List.of("GET", "PUT", "DELETE")) {
      assertFailed(send(method, place, Map.of(), method.equals("PUT") ? "x" : ""));
    }
    assertFailed(send("GET", API + "artifacts/list?run_id=" + run + "&path=" + path, Map.of(), ""));
    assertFailed(send("GET", FILES + "?path=0/" + run + "/artifacts/" + path, Map.of(), ""));
  }

  @Test
  void nobodyDeletesMoreThanAFileOfARun() throws IOException {
    for (String path : List.of("", "/", "/0", "/0/", "/0/" + run, "/0/" + run + "/")) {
      assertFailed(send("DELETE", FILES + path, Map.of(), ""));
    }
    assertFailed(send("DELETE", FILES + "/1/" + run + "/artifacts/mine.txt", Map.of(), ""));
    // Of another run there is no such file, which a deletion takes as done; this run keeps its own.
    send("DELETE", FILES + "/0/" + otherRun + "/artifacts/mine.txt", Map.of(), "");
    assertThat(send("GET", FILES + "/0/" + run + "/artifacts/mine.txt", Map.of(), "").body)
        .isEqualTo("mine");
  }

  private static Stream<String> places() {
    return Stream.of(
        "/etc",
        "file:///etc",
        "FiLe:///etc",
        "file://a#/..//etc",
        "//dbfs/etc",
        "http:///#/../../etc",
        "http://127.0.0.1:1/etc",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "s3://bucket/../../etc",
        "dbfs:/etc",
        "mlflow-artifacts://other-host:9000/0/x",
        "mlflow-artifacts:/../../etc",
        "mlflow-artifacts:/0/%2e%2e/%2e%2e/etc",
        "mlflow-artifacts:/0/x?/../../etc",
        "mlflow-artifacts:/0/x#/../../etc",
        "mlflow-artifacts:/0/..;/x",
        "runs:/../../etc",
        "runs:/" + "0".repeat(32) + "/../../etc",
        "models:/../etc",
        "models:/m-" + "0".repeat(32));
  }

  @ParameterizedTest
  @MethodSource("places")
  void aVersionComesFromNoPlaceButOurs(String source) throws IOException {
    post("registered-models/create", Map.of("name", "stolen"));
    for (List<Map<String, String>> tags :
        List.of(
            List.<Map<String, String>>of(),
            List.of(Map.of("key", "mlflow.prompt.is_prompt", "value", "true")))) {
      Answer answer =
          post("model-versions/create", Map.of("name", "stolen", "source", source, "tags", tags));

      assertFailed(answer);
    }
    assertThat(
            post("registered-models/get-latest-versions", Map.of("name", "stolen"))
                .json()
                .path("model_versions")
                .size())
        .isZero();
  }

  @ParameterizedTest
  @MethodSource("places")
  void anExperimentKeepsItsFilesNowhereButHere(String location) throws IOException {
    if (location.startsWith("mlflow-artifacts:/0/x") && !location.contains("..")) {
      return;
    }
    assertFailed(
        post(
            "experiments/create", Map.of("name", "at " + location, "artifact_location", location)));
  }

  @Test
  void namesAreNoPathsAndNotEndless() throws IOException {
    for (String name :
        List.of(
            "a/b", "..", "a%2Fb", "a:b", "a\nb", "a\u0000b", "\u202Eevil", "x".repeat(10 << 20))) {
      assertFailed(post("registered-models/create", Map.of("name", name)));
    }
    for (String id :
        List.of("../" + run, run + "/..", "x".repeat(100_000), "a\nb", "' or 1=1 --")) {
      assertFailed(post("runs/update", Map.of("run_id", id, "status", "FAILED")));
      assertFailed(post("runs/delete", Map.of("run_id", id)));
    }
    assertFailed(
        post(
            "logged-models",
            Map.of("experiment_id", "0", "name", "../../x", "source_run_id", run)));
    assertFailed(
        post("runs/log-metric", Map.of("run_id", run, "key", "../x", "value", 1, "timestamp", 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/2.0/mlflow//runs/create",
        "//api/2.0/mlflow/runs/create",
        "/api/2.0/mlflow/runs/create/",
        "/api/2.0/mlflow/./runs/create",
        "/api/2.0/mlflow/x/../runs/create",
        "/API/2.0/mlflow/runs/create",
        "/api/2.0/preview/mlflow/runs/create"
      })
  void onlyTheSpellingOfARouteIsTheRoute(String path) throws IOException {
    Answer answer =
        send(
            "POST", path, Map.of("Content-Type", "application/json"), "{\"experiment_id\": \"0\"}");

    assertThat(answer.status).as(answer.body).isIn(400, 403, 404, 405);
  }

  @Test
  void aPageOfAnotherSiteChangesNothing() throws IOException {
    String body = "{\"name\": \"forged\"}";
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data")) {
      assertFailed(
          send("POST", API + "registered-models/create", Map.of("Content-Type", type), body));
    }
    for (String origin : List.of("http://evil.example", "null")) {
      assertFailed(
          send(
              "POST",
              API + "registered-models/create",
              Map.of("Content-Type", "application/json", "Origin", origin),
              body));
    }
    assertFailed(
        send(
            "POST",
            API + "registered-models/create",
            Map.of("Content-Type", "application/json", "Host", "evil.example"),
            body));
    assertThat(send("GET", API + "registered-models/get?name=forged", Map.of(), "").status)
        .isEqualTo(404);
  }

  @Test
  void aFileIsNeverShownAsAPageOfOurs() throws IOException {
    String place = FILES + "/0/" + run + "/artifacts/page.html";
    send("PUT", place, Map.of("Content-Type", "text/html"), "<script>alert(1)</script>");

    Answer answer = send("GET", place, Map.of("Accept", "text/html"), "");

    assertThat(answer.head)
        .contains("X-Content-Type-Options: nosniff")
        .containsIgnoringCase("Content-Disposition: attachment");
  }

  @Test
  void whatWouldTakeTooMuchIsRefusedAtOnce() throws IOException {
    long begun = System.nanoTime();
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertFailed(
        send("POST", API + "runs/search", Map.of("Content-Type", "application/json"), deep));
    String clause = "params.a LIKE '%" + "_%".repeat(2_000) + "'";
    for (String filter :
        List.of(
            "params.a = 'x' AND ".repeat(5_000) + "params.a = 'x'",
            "run_id IN (" + "'a',".repeat(50_000) + "'a')",
            "params." + "k".repeat(1 << 20) + " = 'x'",
            clause + " AND " + clause + " AND " + clause + " AND " + clause,
            "((((((((((")) {
      assertFailed(post("runs/search", Map.of("experiment_ids", List.of("0"), "filter", filter)));
    }
    assertFailed(
        post("runs/search", Map.of("experiment_ids", List.of("0"), "max_results", 1_000_000)));
    List<Map<String, Object>> many =
        Stream.generate(
                () -> Map.<String, Object>of("key", "k", "value", 1, "timestamp", 1, "step", 1))
            .limit(100_000)
            .toList();
    assertFailed(post("runs/log-batch", Map.of("run_id", run, "metrics", many)));

    assertThat(System.nanoTime() - begun).isLessThan(60_000_000_000L);
  }

  @Test
  void whatIsWrongIsNoQueryOfOurs() throws IOException {
    for (String filter :
        List.of(
            "params.a = 'x'; drop table registry_run",
            "metrics.`a` = '",
            "tags.a = 'x' --",
            "1=1")) {
      assertFailed(post("runs/search", Map.of("experiment_ids", List.of("0"), "filter", filter)));
    }
    for (String order :
        List.of("metrics.a; drop table x", "(select 1)", "start_time DESC, 1", "")) {
      Answer answer =
          post("runs/search", Map.of("experiment_ids", List.of("0"), "order_by", List.of(order)));
      assertFailed(answer);
    }
    for (Object value : List.of(Map.of("a", 1), List.of(1), true)) {
      assertFailed(post("runs/get-nothing", Map.of("run_id", value)));
      assertFailed(post("runs/delete", Map.of("run_id", value)));
    }
    assertThat(send("GET", API + "runs/get?run_id=" + run, Map.of(), "").status).isEqualTo(200);
  }
}
