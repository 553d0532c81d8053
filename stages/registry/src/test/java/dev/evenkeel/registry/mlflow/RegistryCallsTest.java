package dev.evenkeel.registry.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.ModelVersion;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.RegisteredModels;
import dev.evenkeel.registry.RegisteredVersions;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.artifacts.TrackedRows;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RegistryCallsTest {
  private static final String RUN = "0a".repeat(16);
  private static final String SOURCE = "mlflow-artifacts:/3/" + RUN + "/artifacts/model";

  @TempDir Path folder;

  private Database database;
  private Models models;
  private Wire wire;

  @BeforeEach
  void open() {
    Clock clock = Clock.system();
    database = TestDatabases.sqlite(folder);
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    Artifacts artifacts = new Artifacts(database, blobs, clock, 1 << 20);
    models = new Models(database, blobs, clock);
    Aliases aliases = new Aliases(database, clock);
    Promotions promotions = new Promotions(database, models, clock);
    RegisteredModels registered = new RegisteredModels(database, aliases, clock);
    RegisteredVersions versions =
        new RegisteredVersions(database, blobs, models, aliases, artifacts, clock, 1 << 20);
    List<MlflowRoutes.Call> calls = new ArrayList<>();
    calls.addAll(new RegisteredModelCalls(registered, versions, aliases).calls());
    calls.addAll(new AliasCalls(registered, versions, models, aliases, promotions).calls());
    calls.addAll(new ModelVersionCalls(versions).calls());
    wire = new Wire(calls);
    TrackedRows.run(database, 3, RUN);
    artifacts.put(
        artifacts.owner(ArtifactOwner.Kind.RUN, RUN),
        new ArtifactPath("model/MLmodel"),
        new ByteArrayInputStream("flavors: {python_function: {}}".getBytes(UTF_8)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private JsonNode send(String method, String path, String json) {
    return wire.json(method, "mlflow/" + path, FakeRequest.json(json));
  }

  private JsonNode get(String path, String... query) {
    return wire.json("GET", "mlflow/" + path, FakeRequest.query(query));
  }

  private String refused(String method, String path, String json) {
    return wire.refusal(method, "mlflow/" + path, FakeRequest.json(json));
  }

  private String refused(String path, FakeRequest query) {
    return wire.refusal("GET", "mlflow/" + path, query);
  }

  private JsonNode register(String name) {
    return send(
            "POST",
            "model-versions/create",
            "{\"name\":\"%s\",\"source\":\"%s\",\"run_id\":\"%s\"}".formatted(name, SOURCE, RUN))
        .path("model_version");
  }

  private void createModel() {
    send("POST", "registered-models/create", "{\"name\":\"m\"}");
  }

  @Test
  void aModelAnswersAsClientsReadIt() {
    JsonNode made =
        send(
                "POST",
                "registered-models/create",
                "{\"name\":\"m\",\"description\":\"d\",\"tags\":[{\"key\":\"a\",\"value\":\"1\"},"
                    + "{\"key\":\"a\",\"value\":\"2\"}],\"unknown\":1}")
            .path("registered_model");
    register("m");
    send("POST", "registered-models/alias", "{\"name\":\"m\",\"alias\":\"ch\",\"version\":\"1\"}");

    assertThat(made.path("creation_timestamp").isIntegralNumber()).isTrue();
    JsonNode model = get("registered-models/get", "name", "m").path("registered_model");
    assertThat(model.path("tags").toString()).isEqualTo("[{\"key\":\"a\",\"value\":\"2\"}]");
    assertThat(model.path("description").asString()).isEqualTo("d");
    assertThat(model.path("aliases").size()).isEqualTo(1);
    assertThat(model.path("aliases").get(0).path("version").asString()).isEqualTo("1");
    JsonNode version = model.path("latest_versions").get(0);
    assertThat(version.path("version").isString()).isTrue();
    assertThat(version.path("status").asString()).isEqualTo("READY");
    assertThat(version.path("current_stage").asString()).isEqualTo("None");
    assertThat(version.path("source").asString()).isEqualTo(SOURCE);
    assertThat(version.path("run_id").asString()).isEqualTo(RUN);
    assertThat(version.path("aliases").toString()).isEqualTo("[\"ch\"]");
  }

  @Test
  void whatExistsAlreadyIsAnErrorThatNobodyRetries() {
    createModel();
    send("POST", "registered-models/create", "{\"name\":\"other\"}");

    assertThat(refused("POST", "registered-models/create", "{\"name\":\"m\"}"))
        .isEqualTo("400 RESOURCE_ALREADY_EXISTS");
    assertThat(
            refused("POST", "registered-models/rename", "{\"name\":\"m\",\"new_name\":\"other\"}"))
        .isEqualTo("400 RESOURCE_ALREADY_EXISTS");
    assertThat(refused("POST", "registered-models/create", "{}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(refused("POST", "registered-models/create", "{\"name\":\"a b\"}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
  }

  @Test
  void whatIsMissingIsNotFound() {
    createModel();

    assertThat(refused("registered-models/get", FakeRequest.query("name", "x")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    assertThat(refused("model-versions/get", FakeRequest.query("name", "m", "version", "1")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    assertThat(refused("model-versions/get", FakeRequest.query("name", "m", "version", "x")))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(refused("DELETE", "registered-models/delete", "{\"name\":\"x\"}"))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    assertThat(refused("POST", "model-versions/create", "{\"name\":\"m\",\"source\":\"/etc\"}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
  }

  @Test
  void anAliasIsSetResolvedAndRemoved() {
    createModel();
    register("m");
    register("m");
    String alias = "registered-models/alias";

    send("POST", alias, "{\"name\":\"m\",\"alias\":\"ch\",\"version\":\"1\"}");
    send("POST", alias, "{\"name\":\"m\",\"alias\":\"ch\",\"version\":2}");

    assertThat(
            get(alias, "name", "m", "alias", "ch").path("model_version").path("version").asString())
        .isEqualTo("2");
    assertThat(
            get(alias, "name", "m", "alias", "LATEST")
                .path("model_version")
                .path("version")
                .asString())
        .isEqualTo("2");
    send("DELETE", alias, "{\"name\":\"m\",\"alias\":\"ch\"}");
    send("DELETE", alias, "{\"name\":\"m\",\"alias\":\"ch\"}");
    assertThat(refused(alias, FakeRequest.query("name", "m", "alias", "ch")))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(refused(alias, FakeRequest.query("name", "x", "alias", "ch")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    assertThat(refused("DELETE", alias, "{\"name\":\"x\",\"alias\":\"ch\"}"))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    assertThat(refused("POST", alias, "{\"name\":\"m\",\"alias\":\"ch\",\"version\":\"9\"}"))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    for (String reserved : List.of("latest", "Latest", "v1", "V12", "a/b", "..", "7")) {
      assertThat(
              refused(
                  "POST",
                  alias,
                  "{\"name\":\"m\",\"alias\":\"%s\",\"version\":\"1\"}".formatted(reserved)))
          .as(reserved)
          .isEqualTo("400 INVALID_PARAMETER_VALUE");
    }
  }

  @Test
  void championMovesByAPromotionAndIsNeverRemoved() {
    createModel();
    register("m");
    String champion = "{\"name\":\"m\",\"alias\":\"champion\",\"version\":\"1\"}";

    send("DELETE", "registered-models/alias", champion);
    send("POST", "registered-models/alias", champion);
    send("POST", "registered-models/alias", champion);

    assertThat(models.champion("m")).map(ModelVersion::number).contains(1);
    assertThat(models.moves("m", Models.CHAMPION, 9)).hasSize(1);
    assertThat(refused("DELETE", "registered-models/alias", champion))
        .isEqualTo("409 RESOURCE_CONFLICT");
    assertThat(refused("DELETE", "model-versions/delete", champion))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(refused("DELETE", "registered-models/delete", "{\"name\":\"m\"}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(refused("POST", "registered-models/rename", "{\"name\":\"m\",\"new_name\":\"n\"}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
  }

  @Test
  void stagesMoveInAnySpellingAndAnswerByBothMethods() {
    createModel();
    register("m");
    register("m");
    String path = "model-versions/transition-stage";

    send("POST", path, "{\"name\":\"m\",\"version\":\"1\",\"stage\":\"production\"}");
    send(
        "POST",
        path,
        "{\"name\":\"m\",\"version\":\"2\",\"stage\":\"PRODUCTION\","
            + "\"archive_existing_versions\":true}");

    JsonNode posted =
        send("POST", "registered-models/get-latest-versions", "{\"name\":\"m\"}")
            .path("model_versions");
    assertThat(posted.values().stream().map(each -> each.path("current_stage").asString()))
        .containsExactly("Production", "Archived");
    JsonNode got =
        get("registered-models/get-latest-versions", "name", "m", "stages", "Production");
    assertThat(got.path("model_versions").size()).isEqualTo(1);
    assertThat(refused("POST", path, "{\"name\":\"m\",\"version\":\"1\",\"stage\":\"Live\"}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(
            refused(
                "POST",
                path,
                "{\"name\":\"m\",\"version\":\"1\",\"stage\":\"None\","
                    + "\"archive_existing_versions\":true}"))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
  }

  @Test
  void aVersionIsDescribedTaggedFoundAndDeleted() {
    createModel();
    register("m");
    String first = "\"name\":\"m\",\"version\":\"1\"";

    send("PATCH", "model-versions/update", "{" + first + ",\"description\":\"d\"}");
    send("POST", "model-versions/set-tag", "{" + first + ",\"key\":\"k\",\"value\":\"v\"}");
    send("POST", "model-versions/set-tag", "{" + first + ",\"key\":\"g\",\"value\":\"\"}");
    send("DELETE", "model-versions/delete-tag", "{" + first + ",\"key\":\"g\"}");

    JsonNode version = get("model-versions/get", "name", "m", "version", "1").path("model_version");
    assertThat(version.path("description").asString()).isEqualTo("d");
    assertThat(version.path("tags").toString()).isEqualTo("[{\"key\":\"k\",\"value\":\"v\"}]");
    assertThat(
            get("model-versions/get-download-uri", "name", "m", "version", "1")
                .path("artifact_uri")
                .asString())
        .isEqualTo(SOURCE);
    send("DELETE", "model-versions/delete", "{" + first + "}");
    assertThat(refused("model-versions/get", FakeRequest.query("name", "m", "version", "1")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    send("PATCH", "registered-models/update", "{\"name\":\"m\",\"description\":\"d\"}");
    send("POST", "registered-models/set-tag", "{\"name\":\"m\",\"key\":\"k\",\"value\":\"v\"}");
    send("DELETE", "registered-models/delete-tag", "{\"name\":\"m\",\"key\":\"k\"}");
    send("POST", "registered-models/rename", "{\"name\":\"m\",\"newName\":\"n\"}");
    send("DELETE", "registered-models/delete", "{\"name\":\"n\"}");
  }
}
