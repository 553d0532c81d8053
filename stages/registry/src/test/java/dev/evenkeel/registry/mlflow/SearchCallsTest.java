package dev.evenkeel.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.registry.search.ExperimentSearch;
import dev.evenkeel.registry.search.LoggedModelSearch;
import dev.evenkeel.registry.search.RunSearch;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.LoggedModels;
import dev.evenkeel.registry.tracking.Runs;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The searches as clients spell them; what they find is tested beside the searches.
class SearchCallsTest {
  @TempDir Path folder;
  private Database database;
  private TrackingClient client;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    SimulatedClock clock = new SimulatedClock(Instant.parse("2026-05-01T00:00:00Z"));
    Runs runs = new Runs(database, clock);
    Experiments experiments = new Experiments(database, clock);
    LoggedModels models = new LoggedModels(database, clock);
    client =
        new TrackingClient(
            List.of(
                new ExperimentCalls(experiments).calls(),
                new RunCalls(runs).calls(),
                new MetricCalls(runs).calls(),
                new LoggedModelCalls(models).calls(),
                new SearchCalls(
                        new RunSearch(database),
                        runs,
                        new ExperimentSearch(database),
                        experiments,
                        new LoggedModelSearch(database),
                        models)
                    .calls()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String run(double loss) {
    String id =
        client
            .post("runs/create", "{\"experiment_id\": \"0\", \"start_time\": 5}")
            .ok()
            .at("/run/info/run_id")
            .asString();
    client
        .post(
            "runs/log-metric",
            "{\"run_id\": \"%s\", \"key\": \"loss\", \"value\": %s, \"timestamp\": 1}"
                .formatted(id, loss))
        .ok();
    return id;
  }

  private static List<String> texts(JsonNode list, String pointer) {
    List<String> texts = new ArrayList<>();
    list.values().forEach(each -> texts.add(each.at(pointer).asString()));
    return texts;
  }

  @Test
  void runsAreFoundWhole() {
    String high = run(0.9);
    String low = run(0.1);
    run(5);
    String asked =
        """
        {"experiment_ids": ["0"], "filter": "metrics.loss < 1", "order_by": ["metrics.loss ASC"],
         "run_view_type": "ACTIVE_ONLY", "max_results": 1%s}\
        """;

    JsonNode first = client.post("runs/search", asked.formatted("")).ok();
    String token = first.path("next_page_token").asString();
    JsonNode second =
        client
            .post("runs/search", asked.formatted(", \"page_token\": \"%s\"".formatted(token)))
            .ok();

    assertThat(texts(first.path("runs"), "/info/run_id")).containsExactly(low);
    assertThat(first.at("/runs/0/data/metrics/0/value").doubleValue()).isEqualTo(0.1);
    assertThat(texts(second.path("runs"), "/info/run_id")).containsExactly(high);
    assertThat(second.has("next_page_token")).isFalse();
  }

  @Test
  void nothingFoundIsAnEmptyObject() {
    assertThat(client.post("runs/search", "{}").ok().isEmpty()).isTrue();
    assertThat(client.post("runs/search", "{\"experiment_ids\": [\"0\"]}").ok().isEmpty()).isTrue();
  }

  @Test
  void experimentsAreFoundByPostAndByGet() {
    client.post("experiments/create", "{\"name\": \"sales\"}").ok();
    client.post("experiments/create", "{\"name\": \"rents\"}").ok();
    client.post("experiments/delete", "{\"experiment_id\": \"2\"}").ok();

    assertThat(
            texts(
                client.post("experiments/search", "{\"max_results\": 10}").ok().path("experiments"),
                "/name"))
        .containsExactly("sales", "Default");
    assertThat(
            texts(
                client
                    .get(
                        "experiments/search",
                        "view_type",
                        "ALL",
                        "filter",
                        "name != 'Default'",
                        "order_by",
                        "name DESC",
                        "order_by",
                        "experiment_id")
                    .ok()
                    .path("experiments"),
                "/name"))
        .containsExactly("sales", "rents");
    assertThat(
            texts(
                client.post("experiments/search", "{\"view_type\": 2}").ok().path("experiments"),
                "/name"))
        .containsExactly("rents");
  }

  @Test
  void loggedModelsAreFoundInTheOrderOfTheirMetrics() {
    for (String name : List.of("a", "b", "c")) {
      String id =
          client
              .post("logged-models", "{\"experiment_id\": \"0\", \"name\": \"%s\"}".formatted(name))
              .ok()
              .at("/model/info/model_id")
              .asString();
      client
          .post(
              "runs/log-metric",
              "{\"run_id\": \"%s\", \"key\": \"f1\", \"value\": %d, \"timestamp\": 1, \"model_id\": \"%s\"}"
                  .formatted(run(0), (int) name.charAt(0), id))
          .ok();
    }

    assertThat(
            texts(
                client
                    .post(
                        "logged-models/search",
                        """
                        {"experiment_ids": ["0"], "filter": "name != 'b'", "max_results": 5000,
                         "order_by": [{"field_name": "metrics.f1", "ascending": false}]}\
                        """)
                    .ok()
                    .path("models"),
                "/info/name"))
        .containsExactly("c", "a");
    assertThat(
            texts(
                client
                    .post(
                        "logged-models/search",
                        "{\"experiment_ids\": [\"0\"], \"order_by\": [{\"field_name\": \"name\"}]}")
                    .ok()
                    .path("models"),
                "/info/name"))
        .containsExactly("a", "b", "c");
  }

  @Test
  void whatCannotBeReadIsAnInvalidParameterValue() {
    for (String body :
        List.of(
            "{\"experiment_ids\": [\"0\"], \"filter\": \"metrics.loss ~ 1\"}",
            "{\"experiment_ids\": [\"0\"], \"order_by\": [\"loss\"]}",
            "{\"experiment_ids\": [\"0\"], \"page_token\": \"x\"}",
            "{\"experiment_ids\": [\"0\"], \"max_results\": 0}",
            "{\"experiment_ids\": [\"0\"], \"max_results\": 50001}",
            "{\"experiment_ids\": [\"0\"], \"max_results\": 99999999999999}",
            "{\"experiment_ids\": [\"0'\"]}",
            "{\"experiment_ids\": [\"0\"], \"run_view_type\": \"SOME\"}")) {
      client.post("runs/search", body).isRefused(400, "INVALID_PARAMETER_VALUE");
    }
    client.get("experiments/search", "max_results", "-5").isRefused(400, "INVALID_PARAMETER_VALUE");
    client
        .post(
            "logged-models/search",
            "{\"experiment_ids\": [\"0\"], \"order_by\": [{\"field_name\": \"name\", \"dataset_digest\": \"d\"}]}")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    client.post("logged-models/search", "{}").isRefused(400, "INVALID_PARAMETER_VALUE");
  }
}
