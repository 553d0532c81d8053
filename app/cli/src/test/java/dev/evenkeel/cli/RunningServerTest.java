package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands that speak to a running server, and what its clients see meanwhile.
@Timeout(180)
class RunningServerTest {
  private static final String ROW = "{\"instances\": [{\"x\": 1.5}]}";

  @TempDir Path folder;

  private Evenkeel start() {
    return Evenkeel.start(
        new ServerConfiguration(folder.resolve("home"), 0, "", "", ""), Clock.system());
  }

  private Path model() throws Exception {
    return Files.writeString(folder.resolve("model.json"), TreeFile.of(List.of("x"), 2));
  }

  private static Cli.Seen run(Evenkeel evenkeel, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", evenkeel.address()));
    return Cli.run(all.toArray());
  }

  private static HttpResponse<String> predict(HttpClient client, URI address, String model)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve("/v1/models/%s:predict".formatted(model)))
            .POST(BodyPublishers.ofString(ROW))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @Test
  void aFileIsRegisteredPromotedAndAnswersInItsWords() throws Exception {
    try (Evenkeel evenkeel = start();
        HttpClient client = client()) {
      Cli.Seen registered =
          run(
              evenkeel,
              "model",
              "register",
              model(),
              "--name",
              "churn",
              "--labels",
              "stays,leaves");
      assertThat(registered.err()).isEmpty();
      assertThat(registered.out())
          .contains("Registered churn@1 (xgboost-json).")
          .contains("evenkeel promote churn@1");

      Cli.Seen promoted = run(evenkeel, "promote", "churn@1", "--reason", "the first");

      assertThat(promoted.err()).isEmpty();
      assertThat(promoted.out()).isEqualTo("churn@1 serves now.%n".formatted());
      assertThat(predict(client, evenkeel.address(), "churn").body())
          .contains("\"label\":\"leaves\"")
          .contains("\"alias\":\"champion\"");
      assertThat(evenkeel.loop().models().moves("churn", "champion", 9))
          .extracting(move -> move.reason() + " by " + move.actor())
          .containsExactly("the first by " + System.getProperty("user.name"));
    }
  }

  @Test
  void listsAndShowsWhatTheRegistryHas() throws Exception {
    try (Evenkeel evenkeel = start()) {
      run(evenkeel, "model", "register", model(), "--name", "churn");
      run(evenkeel, "model", "register", model(), "--name", "churn", "--labels", "no,yes");
      run(evenkeel, "promote", "churn@2");

      assertThat(run(evenkeel, "model", "list").out())
          .isEqualToNormalizingNewlines(
              """
              MODEL  NEWEST  ALIASES
              churn  2       champion=2
              """);
      assertThat(run(evenkeel, "model", "show", "churn").out().lines())
          .satisfiesExactly(
              header -> assertThat(header).startsWith("VERSION"),
              second ->
                  assertThat(second).startsWith("2 ").contains("no, yes").endsWith("champion"),
              first -> assertThat(first).startsWith("1 ").contains("xgboost-json  0, 1"));
      JsonNode json =
          Json.mapper().readTree(run(evenkeel, "model", "show", "churn", "--json").out());
      assertThat(json.path("versions").path(0).path("version").asInt()).isEqualTo(2);
    }
  }

  @Test
  void trafficIsSetAndShown() throws Exception {
    try (Evenkeel evenkeel = start()) {
      for (int version = 1; version <= 3; version++) {
        run(evenkeel, "model", "register", model(), "--name", "churn");
      }
      run(evenkeel, "promote", "churn@1");

      Cli.Seen set =
          run(
              evenkeel,
              "deployment",
              "set",
              "churn",
              "--traffic",
              "1=90,2=10",
              "--shadow",
              "3",
              "--sticky-field",
              "x");

      assertThat(set.err()).isEmpty();
      assertThat(set.out())
          .startsWith("churn: READY")
          .containsPattern("1 +90 % +READY +native trees")
          .containsPattern("2 +10 % +READY")
          .contains("Version 3 is the shadow: 0 of 0 rows agree")
          .contains("stay with a version by `x`");
      assertThat(run(evenkeel, "deployment", "list").out()).contains("1=90 %, 2=10 %");
      assertThat(run(evenkeel, "deployment", "show", "churn").out()).contains("churn: READY");
    }
  }

  @Test
  void wrongArgumentsAreToldInWords() throws Exception {
    try (Evenkeel evenkeel = start()) {
      run(evenkeel, "model", "register", model(), "--name", "churn");
      run(evenkeel, "promote", "churn@1");

      assertRefused(run(evenkeel, "promote", "churn@9"), 4, "churn@9 does not exist");
      assertRefused(run(evenkeel, "promote", "churn"), 2, "names no version");
      assertRefused(
          run(evenkeel, "deployment", "set", "churn", "--traffic", "1=90"), 2, "sum up to 100");
      assertRefused(
          run(evenkeel, "deployment", "set", "churn", "--traffic", "1:90"), 2, "no part of");
      assertRefused(
          run(evenkeel, "deployment", "set", "churn", "--traffic", "7=100"), 4, "churn@7");
      assertRefused(
          run(evenkeel, "deployment", "set", "churn", "--sticky-field", "y"), 2, "no field `y`");
      assertRefused(run(evenkeel, "deployment", "show", "nothing"), 4, "not deployed");
      assertRefused(
          run(evenkeel, "model", "register", folder.resolve("gone"), "--name", "m"),
          4,
          "the model is not there");
      Path broken = Files.writeString(folder.resolve("broken.json"), "{\"learner\": {}}");
      assertRefused(run(evenkeel, "model", "register", broken, "--name", "m"), 2, "");
      assertRefused(
          run(evenkeel, "model", "register", model(), "--name", "m", "--labels", "a,b,c"), 2, "3");
      assertThat(run(evenkeel, "model", "list").out()).doesNotContain("\nm ");
    }
    assertRefused(
        Cli.run("model", "list", "--server", "http://127.0.0.1:1"), 6, "no server answers at");
    assertRefused(Cli.run("model", "list", "--server", "nonsense"), 2, "no address of a server");
  }

  private static void assertRefused(Cli.Seen seen, int exitCode, String words) {
    assertThat(seen.err()).contains(words);
    assertThat(seen.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void aHundredSwapsUnderLoadFailNoRequest() throws Exception {
    try (Evenkeel evenkeel = start();
        HttpClient client = client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Path model = model();
      run(evenkeel, "model", "register", model, "--name", "churn", "--labels", "a,b");
      run(evenkeel, "model", "register", model, "--name", "churn", "--labels", "c,d");
      run(evenkeel, "promote", "churn@1");
      AtomicBoolean done = new AtomicBoolean();
      List<Future<Integer>> clients = new ArrayList<>();
      for (int number = 0; number < 8; number++) {
        clients.add(
            threads.submit(() -> {
              int answered = 0;
              while (!done.get()) {
                HttpResponse<String> answer = predict(client, evenkeel.address(), "churn");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                boolean first = answer.body().contains("\"version\":\"1\"");
                assertThat(answer.body()).contains(first ? "\"label\":\"b\"" : "\"label\":\"d\"");
                answered++;
              }
              return answered;
            }));
      }
      try (RunningServer running = new RunningServer(evenkeel.address().toString())) {
        for (int swap = 0; swap < 100; swap++) {
          running.put(
              "api/v1/models/churn/aliases/champion", java.util.Map.of("version", 2 - swap % 2));
        }
      }
      done.set(true);

      for (Future<Integer> each : clients) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  /// Clients do what a load balancer does: they send nothing more when they are told so.
  @Test
  void nothingThatWasSentIsLostWhenTheProcessIsToldToEnd() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve("server.yaml"), "shutdown: {delay: 1s, grace: 10s}\n");
    try (ServingProcess process = ServingProcess.start(model(), "--name", "churn", "--home", home);
        HttpClient client = client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      URI address = URI.create(process.facts().path("address").stringValue());
      List<Future<Integer>> clients = new ArrayList<>();
      for (int number = 0; number < 8; number++) {
        clients.add(threads.submit(() -> untilToldToGo(client, address)));
      }
      while (predict(client, address, "churn").statusCode() != 200) {
        Thread.onSpinWait();
      }

      process.terminate();

      for (Future<Integer> each : clients) {
        assertThat(each.get()).isPositive();
      }
      HttpResponse<String> ready =
          client.send(
              HttpRequest.newBuilder(address.resolve("/health/ready")).build(),
              BodyHandlers.ofString());
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("the process stops");
      process.await();
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> predict(client, address, "churn")))
          .isInstanceOf(ConnectException.class);
    }
  }

  private static int untilToldToGo(HttpClient client, URI address) throws Exception {
    int answered = 0;
    while (true) {
      HttpResponse<String> answer = predict(client, address, "churn");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      answered++;
      if (answer.headers().firstValue("Connection").orElse("").equalsIgnoreCase("close")) {
        return answered;
      }
    }
  }
}
