package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is killed while its registry is written to: what was answered is there, and of
/// what was not, all or nothing.
@Timeout(240)
class RegistryCrashTest {
  private static final String MLFLOW = "api/2.0/mlflow/";
  private static final int METRICS = 100;

  @TempDir Path folder;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Process process;
  private URI address;

  /// Does one thing, of a number from 0 on; answers whether the server said that it is done.
  private interface Step {
    boolean take(int number) throws IOException, InterruptedException;
  }

  @BeforeEach
  void start() throws IOException {
    List<String> command = new ArrayList<>(ChildProcess.java());
    command.addAll(List.of("server", "--port", "0", "--home", folder.resolve("home").toString()));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      said.append(line).append('\n');
      if (line.contains("ready at ")) {
        address = URI.create(line.substring(line.indexOf("http")).strip() + "/");
        return;
      }
    }
    throw new IllegalStateException("Cannot start a server: " + said);
  }

  @AfterEach
  void stop() throws InterruptedException {
    client.close();
    kill();
  }

  private void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(address.resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private JsonNode json(String method, String path, Map<String, ?> body)
      throws IOException, InterruptedException {
    return Json.parse(send(method, path, Json.write(body)).body(), path);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = send("GET", path, new byte[0]);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return Json.parse(answer.body(), path);
  }

  /// Takes steps until the process is killed in the middle of one; answers how many were done.
  private int killedWhile(Step step) throws Exception {
    CompletableFuture<?> killed = new CompletableFuture<>();
    Thread killer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                TimeUnit.MILLISECONDS.sleep(1_500 + new SplittableRandom().nextInt(500));
                kill();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                killed.complete(null);
              }
            });
    int done = 0;
    try {
      while (step.take(done)) {
        done++;
      }
      throw new AssertionError("Cannot go on: step %d was refused".formatted(done));
    } catch (IOException e) {
      killed.join();
    }
    killer.join();
    assertThat(done).as("steps before the kill").isPositive();
    start();
    return done;
  }

  private String run() throws Exception {
    String experiment =
        json("POST", MLFLOW + "experiments/create", Map.of("name", "crash"))
            .path("experiment_id")
            .asString("");
    return json("POST", MLFLOW + "runs/create", Map.of("experiment_id", experiment))
        .path("run")
        .path("info")
        .path("run_id")
        .asString("");
  }

  private void registerTwice() throws Exception {
    Path model = Files.writeString(folder.resolve("model.json"), TreeFile.of(List.of("x"), 2));
    for (int version = 1; version <= 2; version++) {
      send("POST", "api/v1/models/churn/versions", Files.readAllBytes(model));
    }
  }

  private int audited(String action) throws Exception {
    JsonNode page = get("api/v1/audit?limit=1000&action=" + action);
    return page.path("entries").size();
  }

  private void assertTheAuditLogIsWhole() throws Exception {
    JsonNode check = get("api/v1/audit/verify");
    assertThat(check.path("isWhole").asBoolean(false)).as(check.toString()).isTrue();
  }

  @Test
  void anAliasMovesWithItsAuditEntryOrNotAtAll() throws Exception {
    registerTwice();

    int done =
        killedWhile(number ->
            send(
                        "PUT",
                        "api/v1/models/churn/aliases/challenger",
                        Json.write(Map.of("version", 1 + number % 2)))
                    .statusCode()
                == 200);

    JsonNode model = get("api/v1/models/churn");
    int version = model.path("aliases").path("challenger").asInt();
    // Beside the moves there are the two registrations.
    int moves = get("api/v1/audit/verify").path("entries").asInt() - 2;
    assertThat(moves).isBetween(done, done + 1);
    assertThat(version).as("where the last move led").isEqualTo(2 - moves % 2);
    JsonNode newest = get("api/v1/audit?limit=1&action=alias.set").path("entries").path(0);
    assertThat(newest.path("after").asString("")).contains("\"version\":" + version);
    assertTheAuditLogIsWhole();
  }

  @Test
  void anApprovalAndItsMoveAreBothThereOrNeither() throws Exception {
    registerTwice();
    json("PUT", "api/v1/models/churn/protections/beta", Map.of("approvals", 1));

    int done =
        killedWhile(number -> {
          send(
              "PUT",
              "api/v1/models/churn/aliases/beta",
              Json.write(Map.of("version", 1 + number % 2)));
          return send(
                      "POST",
                      "api/v1/approvals/%d/approve".formatted(number + 1),
                      "{}".getBytes(StandardCharsets.UTF_8))
                  .statusCode()
              == 200;
        });

    int version = get("api/v1/models/churn").path("aliases").path("beta").asInt();
    JsonNode past = get("api/v1/approvals?state=past&limit=1").path("approvals").path(0);
    int approved = past.path("id").asInt();
    assertThat(approved).isBetween(done, done + 1);
    assertThat(past.path("state").asString("")).isEqualTo("APPROVED");
    assertThat(version).as("the version of the last approval").isEqualTo(2 - approved % 2);
    if (approved < 1_000) {
      assertThat(audited("alias.set")).isEqualTo(approved);
      assertThat(audited("approval.approved")).isEqualTo(approved);
    }
    assertTheAuditLogIsWhole();
  }

  @Test
  void aBatchOfMetricsIsWholeOrAbsent() throws Exception {
    String run = run();

    int done =
        killedWhile(number -> {
          List<Map<String, ?>> metrics = new ArrayList<>();
          for (int metric = 0; metric < METRICS; metric++) {
            metrics.add(
                Map.of("key", "m" + metric, "value", number, "timestamp", number, "step", number));
          }
          return send(
                      "POST",
                      MLFLOW + "runs/log-batch",
                      Json.write(Map.of("run_id", run, "metrics", metrics)))
                  .statusCode()
              == 200;
        });

    Map<String, Long> latest = new TreeMap<>();
    get(MLFLOW + "runs/get?run_id=" + run)
        .path("run")
        .path("data")
        .path("metrics")
        .forEach(
            metric -> latest.put(metric.path("key").asString(""), metric.path("step").asLong(-1)));
    assertThat(latest).hasSize(METRICS);
    long last = latest.getOrDefault("m0", -1L);
    assertThat(latest.values()).as("every metric is of the same batch").containsOnly(last);
    assertThat(last).isBetween(done - 1L, (long) done);
    for (String metric : List.of("m0", "m50", "m99")) {
      assertThat(
              get(MLFLOW + "metrics/get-history?run_id=%s&metric_key=%s".formatted(run, metric))
                  .path("metrics")
                  .size())
          .isEqualTo((int) last + 1);
    }
  }

  @Test
  void aFileIsWholeOrNotThere() throws Exception {
    String run = run();
    String at = URI.create(artifacts(run)).getPath();

    int done =
        killedWhile(number ->
            send(
                        "PUT",
                        "api/2.0/mlflow-artifacts/artifacts%s/f%d.bin".formatted(at, number),
                        content(number))
                    .statusCode()
                == 200);

    JsonNode files = get(MLFLOW + "artifacts/list?run_id=" + run).path("files");
    assertThat(files.size()).isBetween(Math.min(done, 1), done + 1);
    for (int number : List.of(0, done - 1)) {
      assertThat(
              send(
                      "GET",
                      "api/2.0/mlflow-artifacts/artifacts%s/f%d.bin".formatted(at, number),
                      new byte[0])
                  .body())
          .isEqualTo(content(number));
    }
    assertThat(files)
        .allSatisfy(file -> assertThat(file.path("file_size").asLong(0)).isEqualTo(2L << 20));
  }

  private String artifacts(String run) throws Exception {
    return get(MLFLOW + "runs/get?run_id=" + run)
        .path("run")
        .path("info")
        .path("artifact_uri")
        .asString("");
  }

  private static byte[] content(int number) {
    byte[] content = new byte[2 << 20];
    new SplittableRandom(number).nextBytes(content);
    return content;
  }
}
