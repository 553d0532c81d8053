package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The commands for experiments and runs, against a server to which MLflow's calls logged.
@Timeout(180)
class RunCommandTest {
  private static final String API = "api/2.0/mlflow/";
  private static final long START = 1_700_000_000_000L;

  @TempDir Path folder;
  private Evenkeel evenkeel;
  private RunningServer server;
  private int runs;

  @BeforeEach
  void start() {
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

  private Cli.Seen cli(Object... arguments) {
    return Cli.at(evenkeel.address(), arguments);
  }

  private JsonNode json(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Cli.Seen seen = cli(all.toArray());
    assertThat(seen.err()).isEmpty();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the answer");
  }

  private String experiment(String name) {
    return server
        .post(API + "experiments/create", Map.of("name", name))
        .path("experiment_id")
        .stringValue();
  }

  /// Each begins a minute after the one before.
  private String begin(String experiment, String name) {
    return server
        .post(
            API + "runs/create",
            Map.of(
                "experiment_id",
                experiment,
                "run_name",
                name,
                "user_id",
                "ann",
                "start_time",
                START + 60_000L * runs++))
        .at("/run/info/run_id")
        .stringValue();
  }

  private String run(
      String experiment, String name, Map<String, String> params, Map<String, Double> metrics) {
    String id = begin(experiment, name);
    server.post(
        API + "runs/log-batch",
        Map.of(
            "run_id",
            id,
            "params",
            params.entrySet().stream()
                .map(param -> Map.of("key", param.getKey(), "value", param.getValue()))
                .toList(),
            "metrics",
            metrics.entrySet().stream()
                .map(metric ->
                    Map.of("key", metric.getKey(), "value", metric.getValue(), "timestamp", START))
                .toList()));
    return id;
  }

  private void finish(String id) {
    server.post(
        API + "runs/update", Map.of("run_id", id, "status", "FINISHED", "end_time", START + 3_200));
  }

  private static void assertRefused(Cli.Seen seen, int exitCode, String... words) {
    assertThat(seen.err()).contains(words);
    assertThat(seen.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void experimentsAreMadeAndListed() {
    assertThat(cli("experiment", "create", "prices").out())
        .isEqualTo("Made experiment prices (1).%n".formatted());
    assertThat(json("experiment", "create", "rents").path("experiment_id").asString(""))
        .isEqualTo("2");

    assertThat(cli("experiment", "list").out().lines())
        .satisfiesExactly(
            header -> assertThat(header).isEqualTo("NAME     ID  CREATED"),
            newest -> assertThat(newest).matches("rents    2   \\d{4}-.* UTC"),
            next -> assertThat(next).startsWith("prices   1   "),
            first -> assertThat(first).startsWith("Default  0"));
    assertThat(cli("experiment", "list", "--filter", "name LIKE 'pri%'").out().lines()).hasSize(2);
    assertThat(json("experiment", "list").path("experiments").size()).isEqualTo(3);
    assertRefused(cli("experiment", "create", "prices"), 5, "already exists");
    assertRefused(cli("experiment", "list", "--filter", "nmae = 'x'"), 2, "nmae");
  }

  @Test
  void runsAreListedWithWhatMostOfThemLogged() {
    String prices = experiment("prices");
    String first = run(prices, "first", Map.of("depth", "3"), Map.of("rmse", 0.1234567));
    finish(first);
    String second =
        run(prices, "second", Map.of("depth", "5"), Map.of("rmse", 1e-7, "rows", 1_204_332.0));

    Cli.Seen seen = cli("run", "list", "prices");

    assertThat(seen.err()).isEmpty();
    assertThat(seen.out())
        .isEqualToNormalizingNewlines(
            """
            NAME    ID                                STATE     STARTED               TOOK   metrics.rmse  metrics.rows  params.depth
            second  %s  running   2023-11-14 22:14 UTC         1E-7          1204332       5
            first   %s  finished  2023-11-14 22:13 UTC  3.2 s  0.12346                     3
            """
                .formatted(second, first));
    assertThat(cli("run", "list", prices).out()).isEqualTo(seen.out());
    assertThat(cli("run", "list", "prices", "--filter", "params.depth = '3'").out())
        .contains("first ")
        .doesNotContain("second ");
    assertThat(cli("run", "list", "prices", "--order", "start_time ASC", "--limit", 1).out())
        .contains("first ", "There are more: --limit, --filter.")
        .doesNotContain("second ");
  }

  @Test
  void pagesAreFollowedAsFarAsTheLimitGoes() {
    String many = experiment("many");
    for (int number = 0; number < 130; number++) {
      begin(many, "run" + number);
    }

    JsonNode some = json("run", "list", "many", "--limit", 120);
    JsonNode all = json("run", "list", "many", "--limit", 1000);

    assertThat(some.path("runs").size()).isEqualTo(120);
    assertThat(some.path("next_page_token").asString("")).isNotEmpty();
    assertThat(all.has("next_page_token")).isFalse();
    assertThat(
            all.path("runs")
                .valueStream()
                .map(run -> run.at("/info/run_id").asString(""))
                .distinct())
        .hasSize(130);
  }

  @Test
  void aRunIsShownWithAllThatItLogged() throws Exception {
    String prices = experiment("prices");
    String id = run(prices, "first", Map.of("depth", "3"), Map.of("rmse", 0.25, "odd", Double.NaN));
    finish(id);
    server.post(API + "runs/set-tag", Map.of("run_id", id, "key", "team", "value", "\u001b[2J"));
    server.post(
        API + "runs/log-inputs",
        Map.of(
            "run_id",
            id,
            "datasets",
            List.of(
                Map.of(
                    "tags",
                    List.of(Map.of("key", "mlflow.data.context", "value", "training")),
                    "dataset",
                    Map.of(
                        "name",
                        "homes",
                        "digest",
                        "abc1",
                        "source_type",
                        "local",
                        "source",
                        "{}")))));
    String model =
        server
            .post(
                API + "logged-models",
                Map.of("experiment_id", prices, "name", "trees", "source_run_id", id))
            .at("/model/info/model_id")
            .stringValue();
    upload(prices, id, "notes.txt", "hello");
    upload(prices, id, "model/MLmodel", "flavors: {}");

    Cli.Seen seen = cli("run", "show", id);

    assertThat(seen.err()).isEmpty();
    assertThat(seen.out())
        .isEqualToNormalizingNewlines(
            """
            run         first (%s)
            experiment  prices (1)
            state       finished
            started     2023-11-14 22:13 UTC
            took        3.2 s
            by          ann

            PARAMETER  VALUE
            depth      3

            METRIC  LATEST  STEP
            odd     NaN     0
            rmse    0.25    0

            TAG   VALUE
            team  ?[2J

            DATASET  DIGEST  FOR
            homes    abc1    training

            LOGGED MODEL  ID                                  STATE
            trees         %s  pending

            FILE       BYTES
            model/
            notes.txt  5
            """
                .formatted(id, model));
    JsonNode json = json("run", "show", id);
    assertThat(json.at("/info/run_name").asString("")).isEqualTo("first");
    assertThat(json.at("/data/params/0/value").asString("")).isEqualTo("3");
    assertThat(json.at("/logged_models/0/info/name").asString("")).isEqualTo("trees");
    assertThat(json.at("/files/1/path").asString("")).isEqualTo("notes.txt");
  }

  private void upload(String experiment, String run, String path, String content) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  evenkeel
                      .address()
                      .resolve(
                          "/api/2.0/mlflow-artifacts/artifacts/%s/%s/artifacts/%s"
                              .formatted(experiment, run, path)))
              .PUT(BodyPublishers.ofString(content))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void runsAreComparedInWhatDiffers() {
    String prices = experiment("prices");
    String one =
        run(prices, "one", Map.of("depth", "3", "eta", "0.1"), Map.of("rmse", 0.5, "auc", 0.9));
    String other =
        run(
            prices,
            "other",
            Map.of("depth", "5", "eta", "0.1"),
            Map.of("rmse", 0.5000001, "auc", 0.9, "rows", 7.0));

    assertThat(cli("run", "compare", one, other).out())
        .isEqualToNormalizingNewlines(
            """
                          one  other
            params.depth  3    5
            metrics.rmse  0.5  0.5000001
            metrics.rows  -    7
            """);
    assertThat(cli("run", "compare", "--all", other, one).out())
        .isEqualToNormalizingNewlines(
            """
                          other      one
            params.depth  5          3
            params.eta    0.1        0.1
            metrics.auc   0.9        0.9
            metrics.rmse  0.5000001  0.5
            metrics.rows  7          -
            """);
    JsonNode json = json("run", "compare", one, other);
    assertThat(json.at("/runs/1/run_id").asString("")).isEqualTo(other);
    assertThat(json.path("params").toString()).isEqualTo("{\"depth\":[\"3\",\"5\"]}");
    assertThat(json.path("metrics").toString())
        .isEqualTo("{\"rmse\":[0.5,0.5000001],\"rows\":[null,7.0]}");
  }

  @Test
  void runsThatAreEqualAreSaidToBe() {
    String prices = experiment("prices");
    String one = run(prices, "same", Map.of("depth", "3"), Map.of("odd", Double.NaN));
    String other = run(prices, "same", Map.of("depth", "3"), Map.of("odd", Double.NaN));
    String bare = begin(prices, "bare");

    assertThat(cli("run", "compare", one, other).out())
        .isEqualTo("They do not differ; --all shows what is equal.%n".formatted());
    assertThat(cli("run", "compare", bare, bare).out())
        .isEqualTo("They logged no parameters and no metrics.%n".formatted());
    assertThat(cli("run", "compare", "--all", one, other).out())
        .contains("same (%s)".formatted(one.substring(0, 8)))
        .contains("same (%s)".formatted(other.substring(0, 8)));
  }

  @Test
  void aDeletedRunComesBack() {
    String id = begin(experiment("prices"), "first");

    assertThat(cli("run", "delete", id).out())
        .isEqualToNormalizingNewlines(
            """
            Deleted run first.
            Take it back: evenkeel run restore %s
            """
                .formatted(id));
    assertThat(cli("run", "list", "prices").out()).doesNotContain(id);
    assertThat(cli("run", "show", id).out()).contains("state       running, deleted");
    assertThat(cli("run", "restore", id).out()).isEqualTo("Restored run first.%n".formatted());
    assertThat(cli("run", "list", "prices").out()).contains(id);
    assertThat(json("run", "delete", id).path("lifecycle_stage").asString("")).isEqualTo("deleted");
  }

  @Test
  void whatIsWrongIsToldInTheServersWords() {
    String id = begin(experiment("prices"), "first");

    assertRefused(cli("run", "list", "prises"), 4, "`prises`", "did you mean `prices`?");
    assertRefused(cli("run", "list", "nothing like it"), 4, "evenkeel experiment list");
    assertRefused(cli("run", "list", "99"), 4, "No Experiment with id=99 exists");
    assertRefused(
        cli("run", "list", "prices", "--filter", "metrics.x ="), 2, "no number at filter");
    assertRefused(cli("run", "list", "prices", "--order", "rmse"), 2, "rmse");
    assertRefused(cli("run", "list", "prices", "--limit", 0), 2, "--limit", "from 1 to 1000");
    assertRefused(cli("run", "list", "prices", "--limit", 1001), 2, "from 1 to 1000");
    assertRefused(cli("run", "show", "first"), 4, "id=first", "evenkeel run list EXPERIMENT");
    assertRefused(cli("run", "delete", "0".repeat(32)), 4, "evenkeel run list EXPERIMENT");
    assertRefused(cli("run", "restore", "0".repeat(32)), 4, "evenkeel run list EXPERIMENT");
    assertRefused(cli("run", "compare", id), 2, "RUN");
    assertRefused(cli("run", "compare", id, "0".repeat(32)), 4, "0".repeat(32));
    assertRefused(cli("run", "show", "../x"), 2, "../x");
    assertRefused(Cli.run("run"), 2, "list, show, compare, delete or restore?");
    assertRefused(Cli.run("experiment"), 2, "list, create or import?");
    assertRefused(
        Cli.run("experiment", "list", "--server", "http://127.0.0.1:1"), 6, "no server answers at");
  }
}
