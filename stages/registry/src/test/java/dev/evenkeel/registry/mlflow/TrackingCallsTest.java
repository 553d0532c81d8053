package dev.evenkeel.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.registry.tracking.Experiments;
import dev.evenkeel.registry.tracking.LoggedModels;
import dev.evenkeel.registry.tracking.Runs;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.TestDatabases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The calls of tracking as clients spell them; what they mean is tested beside the stores.
class TrackingCallsTest {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path folder;
  private Database database;
  private TrackingClient client;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    SimulatedClock clock = new SimulatedClock(MAY);
    Runs runs = new Runs(database, clock);
    client =
        new TrackingClient(
            List.of(
                new ExperimentCalls(new Experiments(database, clock)).calls(),
                new RunCalls(runs).calls(),
                new MetricCalls(runs).calls(),
                new LoggedModelCalls(new LoggedModels(database, clock)).calls()));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private String run() {
    return client
        .post("runs/create", "{\"experiment_id\": \"0\", \"start_time\": 5}")
        .ok()
        .at("/run/info/run_id")
        .asString();
  }

  private JsonNode run(String id) {
    return client.get("runs/get", "run_id", id).ok().path("run");
  }

  private static void assertJson(JsonNode actual, String expected) {
    assertThat(actual).isEqualTo(Json.parse(expected.getBytes(StandardCharsets.UTF_8), "test"));
  }

  @Test
  void anExperimentIsToldWithTheFieldsOfTheProtocol() {
    JsonNode made =
        client
            .post(
                "experiments/create",
                "{\"name\": \"sales\", \"tags\": [{\"key\": \"team\", \"value\": \"a\"}]}")
            .ok();
    String told =
        """
        {"experiment": {"experiment_id": "1", "name": "sales",
          "artifact_location": "mlflow-artifacts:/1", "lifecycle_stage": "active",
          "last_update_time": 1777593600000, "creation_time": 1777593600000,
          "tags": [{"key": "team", "value": "a"}]}}\
        """;

    assertJson(made, "{\"experiment_id\": \"1\"}");
    assertJson(client.get("experiments/get", "experiment_id", "1").ok(), told);
    assertJson(client.get("experiments/get-by-name", "experiment_name", "sales").ok(), told);
    assertJson(client.get("experiments/get-by-name", "experimentName", "sales").ok(), told);
  }

  @Test
  void theErrorsOfExperimentsHaveTheirCodes() {
    client.post("experiments/create", "{\"name\": \"sales\"}").ok();

    client
        .post("experiments/create", "{\"name\": \"sales\"}")
        .isRefused(400, "RESOURCE_ALREADY_EXISTS");
    client
        .post("experiments/update", "{\"experiment_id\": \"0\", \"new_name\": \"sales\"}")
        .isRefused(400, "RESOURCE_ALREADY_EXISTS");
    client.post("experiments/create", "{}").isRefused(400, "INVALID_PARAMETER_VALUE");
    client
        .post("experiments/create", "{\"name\": \"x\", \"artifact_location\": \"file:///etc\"}")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    client.get("experiments/get").isRefused(400, "INVALID_PARAMETER_VALUE");
    client
        .get("experiments/get", "experiment_id", "../1")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    client.get("experiments/get", "experiment_id", "99").isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client
        .get("experiments/get-by-name", "experiment_name", "nobody")
        .isRefused(404, "RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void anExperimentLivesItsLife() {
    client.post("experiments/create", "{\"name\": \"sales\"}").ok();
    String one = "{\"experiment_id\": \"1\"}";

    client.post("experiments/update", "{\"experimentId\": 1, \"newName\": \"homes\"}").ok();
    client
        .post(
            "experiments/set-experiment-tag",
            "{\"experiment_id\": \"1\", \"key\": \"a\", \"value\": \"b\"}")
        .ok();
    client
        .post("experiments/delete-experiment-tag", "{\"experiment_id\": \"1\", \"key\": \"a\"}")
        .ok();
    client
        .post("experiments/delete-experiment-tag", "{\"experiment_id\": \"1\", \"key\": \"a\"}")
        .isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    assertJson(client.post("experiments/delete", one).ok(), "{}");
    client.post("experiments/delete", one).isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    JsonNode deleted = client.get("experiments/get", "experiment_id", "1").ok();
    client.post("experiments/restore", one).ok();

    assertThat(deleted.at("/experiment/lifecycle_stage").asString()).isEqualTo("deleted");
    assertThat(deleted.at("/experiment/name").asString()).isEqualTo("homes");
  }

  @Test
  void aRunIsToldWithTheFieldsOfTheProtocol() {
    JsonNode made =
        client
            .post(
                "runs/create",
                """
                {"experiment_id": "0", "user_id": "ann", "run_name": "first",
                 "start_time": "5", "tags": [{"key": "team", "value": "a"}]}\
                """)
            .ok()
            .path("run");
    String id = made.at("/info/run_id").asString();
    client
        .post(
            "runs/log-batch",
            """
            {"run_id": "%s",
             "metrics": [{"key": "f1", "value": "NaN", "timestamp": 3, "step": "2"}],
             "params": [{"key": "depth", "value": "5"}],
             "tags": [{"key": "note", "value": ""}]}\
            """
                .formatted(id))
        .ok();
    client
        .post(
            "runs/log-inputs",
            """
            {"run_id": "%s",
             "datasets": [{"tags": [{"key": "mlflow.data.context", "value": "training"}],
               "dataset": {"name": "sales", "digest": "d", "source_type": "local",
                 "source": "{}", "schema": "[]"}}],
             "models": [{"model_id": "m-1"}]}\
            """
                .formatted(id))
        .ok();
    client
        .post(
            "runs/outputs",
            "{\"run_id\": \"%s\", \"models\": [{\"model_id\": \"m-2\", \"step\": 4}]}"
                .formatted(id))
        .ok();

    assertJson(
        run(id),
        """
        {"info": {"run_id": "ID", "run_uuid": "ID", "run_name": "first", "experiment_id": "0",
           "user_id": "ann", "status": "RUNNING", "start_time": 5,
           "artifact_uri": "mlflow-artifacts:/0/ID/artifacts", "lifecycle_stage": "active"},
         "data": {"metrics": [{"key": "f1", "value": "NaN", "timestamp": 3, "step": 2}],
           "params": [{"key": "depth", "value": "5"}],
           "tags": [{"key": "mlflow.runName", "value": "first"}, {"key": "note", "value": ""},
             {"key": "team", "value": "a"}]},
         "inputs": {"dataset_inputs": [{"tags": [{"key": "mlflow.data.context",
             "value": "training"}], "dataset": {"name": "sales", "digest": "d",
             "source_type": "local", "source": "{}", "schema": "[]"}}],
           "model_inputs": [{"model_id": "m-1"}]},
         "outputs": {"model_outputs": [{"model_id": "m-2", "step": 4}]}}\
        """
            .replace("ID", id));
  }

  @Test
  void aRunLivesItsLife() {
    String id = run();
    String one = "{\"run_id\": \"%s\"}".formatted(id);

    JsonNode updated =
        client
            .post(
                "runs/update",
                "{\"run_uuid\": \"%s\", \"status\": \"FINISHED\", \"end_time\": 9}".formatted(id))
            .ok()
            .path("run_info");
    client.post("runs/update", "{\"run_id\": \"%s\", \"status\": 4}".formatted(id)).ok();
    client.post("runs/delete", one).ok();
    client.post("runs/delete", one).ok();
    client
        .post("runs/set-tag", "{\"run_id\": \"%s\", \"key\": \"a\"}".formatted(id))
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    String stage = run(id).at("/info/lifecycle_stage").asString();
    client.post("runs/restore", one).ok();

    assertThat(updated.path("status").asString()).isEqualTo("FINISHED");
    assertThat(updated.path("end_time").isIntegralNumber()).isTrue();
    assertThat(stage).isEqualTo("deleted");
    assertThat(run(id).at("/info/status").asString()).isEqualTo("FAILED");
    assertThat(run(id).at("/info/end_time").longValue()).isEqualTo(9);
  }

  @Test
  void paramsAndTagsAreLoggedOneByOne() {
    String id = run();
    String depth = "{\"run_id\": \"%s\", \"key\": \"depth\", \"value\": \"%s\"}";
    String team = "{\"run_id\": \"%s\", \"key\": \"team\", \"value\": \"a\"}".formatted(id);

    client.post("runs/log-parameter", depth.formatted(id, "5")).ok();
    client.post("runs/log-parameter", depth.formatted(id, "5")).ok();
    client
        .post("runs/log-parameter", depth.formatted(id, "6"))
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    client.post("runs/set-tag", team).ok();
    client.post("runs/delete-tag", team).ok();
    client.post("runs/delete-tag", team).isRefused(404, "RESOURCE_DOES_NOT_EXIST");

    assertJson(run(id).at("/data/params"), "[{\"key\": \"depth\", \"value\": \"5\"}]");
  }

  @Test
  void theErrorsOfRunsHaveTheirCodes() {
    client.get("runs/get", "run_id", "0123").isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client.get("runs/get", "run_id", "a/../b").isRefused(400, "INVALID_PARAMETER_VALUE");
    client.get("runs/get").isRefused(400, "INVALID_PARAMETER_VALUE");
    client
        .post("runs/create", "{\"experiment_id\": \"99\"}")
        .isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client
        .post("runs/update", "{\"run_id\": \"0123\", \"status\": \"DONE\"}")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    client.post("runs/delete", "{\"run_id\": \"0123\"}").isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client
        .post("runs/log-inputs", "{\"run_id\": \"0123\", \"datasets\": [{}]}")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
  }

  @Test
  void aMetricNeedsAKeyANumberAndATime() {
    String id = run();
    for (String fields :
        List.of(
            "\"value\": 1, \"timestamp\": 1",
            "\"key\": \"f1\", \"timestamp\": 1",
            "\"key\": \"f1\", \"value\": 1",
            "\"key\": \"f1\", \"value\": true, \"timestamp\": 1",
            "\"key\": \"f1\", \"value\": \"much\", \"timestamp\": 1",
            "\"key\": \"f1\", \"value\": 1, \"timestamp\": -1",
            "\"key\": \"f1\", \"value\": 1, \"timestamp\": \"soon\"")) {
      client
          .post("runs/log-metric", "{\"run_id\": \"%s\", %s}".formatted(id, fields))
          .isRefused(400, "INVALID_PARAMETER_VALUE");
      client
          .post("runs/log-batch", "{\"run_id\": \"%s\", \"metrics\": [{%s}]}".formatted(id, fields))
          .isRefused(400, "INVALID_PARAMETER_VALUE");
    }
    assertThat(run(id).at("/data/metrics").isMissingNode()).isTrue();
  }

  @Test
  void aBatchOfMoreThanAMillionBytesIsRefused() {
    String id = run();

    client
        .post("runs/log-batch", "{\"run_id\": \"%s\"%s}".formatted(id, " ".repeat(1_000_000)))
        .isRefused(400, "INVALID_PARAMETER_VALUE");
  }

  @Test
  void theHistoryOfAMetricIsReadPageByPage() {
    String id = run();
    for (String value : List.of("0.5", "\"NaN\"", "\"-Infinity\"", "\"Infinity\"")) {
      client
          .post(
              "runs/log-metric",
              "{\"run_id\": \"%s\", \"key\": \"f1\", \"value\": %s, \"timestamp\": 3}"
                  .formatted(id, value))
          .ok();
    }

    JsonNode first =
        client
            .get("metrics/get-history", "run_id", id, "metric_key", "f1", "max_results", "3")
            .ok();
    String token = first.path("next_page_token").asString();
    JsonNode second =
        client
            .get("metrics/get-history", "run_uuid", id, "metric_key", "f1", "page_token", token)
            .ok();

    assertThat(first.path("metrics").valueStream().map(point -> point.path("value").asString()))
        .containsExactly("-Infinity", "NaN", "0.5");
    assertJson(
        second,
        "{\"metrics\": [{\"key\": \"f1\", \"value\": \"Infinity\", \"timestamp\": 3, \"step\": 0}]}");
    for (String bad : List.of("x", "%%", "AAAA", token + "AAAA")) {
      client
          .get("metrics/get-history", "run_id", id, "metric_key", "f1", "page_token", bad)
          .isRefused(400, "INVALID_PARAMETER_VALUE");
    }
    client
        .get("metrics/get-history", "run_id", id, "metric_key", "f1", "max_results", "0")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    assertJson(client.get("metrics/get-history", "run_id", id, "metric_key", "f2").ok(), "{}");
  }

  @Test
  void modelsOfOlderClientsAreKeptInATag() {
    String id = run();
    String model =
        "{\\\"artifact_path\\\": \\\"%s\\\", \\\"flavors\\\": {}, \\\"utc_time_created\\\": \\\"now\\\", \\\"run_id\\\": \\\"r\\\"}";
    String call = "{\"run_id\": \"%s\", \"model_json\": \"%s\"}";

    client.post("runs/log-model", call.formatted(id, model.formatted("one"))).ok();
    client.post("runs/log-model", call.formatted(id, model.formatted("two"))).ok();
    client
        .post("runs/log-model", call.formatted(id, "{}"))
        .isRefused(400, "INVALID_PARAMETER_VALUE");
    client
        .post("runs/log-model", call.formatted(id, "no JSON"))
        .isRefused(400, "INVALID_PARAMETER_VALUE");

    String history =
        run(id)
            .at("/data/tags")
            .valueStream()
            .filter(tag -> tag.path("key").asString().equals("mlflow.log-model.history"))
            .findFirst()
            .orElseThrow()
            .path("value")
            .asString();
    assertThat(
            Json.parse(history.getBytes(StandardCharsets.UTF_8), "tag")
                .valueStream()
                .map(each -> each.path("artifact_path").asString()))
        .containsExactly("one", "two");
  }

  @Test
  void aLoggedModelIsToldWithTheFieldsOfTheProtocol() {
    String run = run();
    JsonNode made =
        client
            .post(
                "logged-models",
                """
                {"experiment_id": "0", "name": "trees", "model_type": "xgboost",
                 "source_run_id": "%s", "params": [{"key": "depth", "value": "5"}],
                 "tags": [{"key": "team", "value": "a"}]}\
                """
                    .formatted(run))
            .ok();
    String id = made.at("/model/info/model_id").asString();
    String path = "logged-models/" + id;
    client.post(path + "/params", "{\"params\": [{\"key\": \"eta\", \"value\": \"1\"}]}").ok();
    client.patch(path + "/tags", "{\"tags\": [{\"key\": \"b/c\", \"value\": \"d\"}]}").ok();
    client
        .post(
            "runs/log-metric",
            """
            {"run_id": "%s", "key": "f1", "value": 0.5, "timestamp": 3, "model_id": "%s",
             "dataset_name": "sales", "dataset_digest": "d"}\
            """
                .formatted(run, id))
        .ok();
    JsonNode finished = client.patch(path, "{\"status\": \"LOGGED_MODEL_READY\"}").ok();
    String told =
        """
        {"model": {"info": {"model_id": "ID", "experiment_id": "0", "name": "trees",
           "creation_timestamp_ms": 1777593600000, "last_updated_timestamp_ms": 1777593600000,
           "artifact_uri": "mlflow-artifacts:/0/models/ID/artifacts",
           "status": "LOGGED_MODEL_READY", "model_type": "xgboost", "source_run_id": "RUN",
           "tags": [{"key": "b/c", "value": "d"}, {"key": "team", "value": "a"}]},
         "data": {"params": [{"key": "depth", "value": "5"}, {"key": "eta", "value": "1"}],
           "metrics": [{"key": "f1", "value": 0.5, "timestamp": 3, "step": 0,
             "dataset_name": "sales", "dataset_digest": "d", "model_id": "ID",
             "run_id": "RUN"}]}}}\
        """
            .replace("ID", id)
            .replace("RUN", run);

    assertThat(made.at("/model/info/status").asString()).isEqualTo("LOGGED_MODEL_PENDING");
    assertJson(finished, told);
    assertJson(client.get(path).ok(), told);
  }

  @Test
  void aLoggedModelIsUntaggedAndDeleted() {
    String id =
        client
            .post(
                "logged-models",
                "{\"experiment_id\": \"0\", \"tags\": [{\"key\": \"b/c\", \"value\": \"d\"}]}")
            .ok()
            .at("/model/info/model_id")
            .asString();
    String path = "logged-models/" + id;

    client.delete(path + "/tags/b/c", "").ok();
    client.delete(path + "/tags/b/c", "").isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client.delete(path, "{}").ok();
    client.delete(path, "{}").ok();
    client.get(path).isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client.get(path, "allow_deleted", "true").ok();
    client.get("logged-models/m-1").isRefused(404, "RESOURCE_DOES_NOT_EXIST");
    client.get("logged-models/%2e%2e").isRefused(400, "INVALID_PARAMETER_VALUE");
    client.patch(path, "{}").isRefused(400, "INVALID_PARAMETER_VALUE");
    client
        .post("logged-models", "{\"experiment_id\": \"0\", \"name\": \"a/b\"}")
        .isRefused(400, "INVALID_PARAMETER_VALUE");
  }

  @Test
  void onlyJsonIsRead() {
    String text = "[1]";

    client.post("runs/create", text).isRefused(400, "INVALID_PARAMETER_VALUE");
    client.post("runs/create", "{\"tags\": 1}").isRefused(400, "INVALID_PARAMETER_VALUE");
    client.post("runs/create", "\"{\\\"experiment_id\\\": \\\"0\\\"}\"").ok();
  }
}
