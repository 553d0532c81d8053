package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/// Folders and servers that were made to do harm lead nowhere.
@Timeout(400)
class HostileImportTest extends ImportTests {
  @Test
  void aHostileFolderReachesNothingOutsideAndHarmsOnlyItself() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "the secret");
    Path outside = Files.createDirectories(folder.resolve("outside/artifacts"));
    Files.writeString(outside.resolve("b.txt"), "the secret");
    Path mlruns = folder.resolve("mlruns");
    Path good = smallRun(mlruns, "1", "good", "");
    Files.writeString(good.resolve("artifacts/fine.txt"), "fine");
    Files.createSymbolicLink(good.resolve("artifacts/link.txt"), secret);
    Files.createSymbolicLink(good.resolve("artifacts/links"), outside);
    Files.createSymbolicLink(good.resolve("params/stolen"), secret);
    Files.createSymbolicLink(good.resolve("tags"), outside);
    Files.writeString(good.resolve("params/long"), "x".repeat(100_000));
    Files.writeString(good.resolve("metrics/odd"), "no numbers here\n");
    Files.writeString(good.resolve("metrics/endless"), "1 ".repeat(50_000));
    Files.writeString(good.resolve("metrics/fine"), "5 0.5 7\n");
    smallRun(mlruns, "1", "climbing", "run_id: ../../secret\n");
    smallRun(mlruns, "1", "object", "user_id: !!javax.script.ScriptEngineManager [x]\n");
    smallRun(mlruns, "1", "bomb", bomb());
    smallRun(mlruns, "1", "elsewhere", "artifact_uri: file://%s\n".formatted(outside));
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
  void whatAnswersAndIsNoMlflowIsNamed() throws IOException {
    int port = ForeignServer.freePort();

    Cli.Seen seen =
        Cli.run("experiment", "import", "http://127.0.0.1:" + port, "--server", evenkeel.address());

    assertThat(seen.exitCode()).isNotZero();
    assertThat(seen.err()).contains("a running MLflow server");
    assertThat(seen.err()).doesNotContain("--server URL");
  }
}
