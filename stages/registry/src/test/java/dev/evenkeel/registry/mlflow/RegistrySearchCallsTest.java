package dev.evenkeel.registry.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.RegisteredModels;
import dev.evenkeel.registry.RegisteredVersions;
import dev.evenkeel.registry.RegistryPages;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.artifacts.TrackedRows;
import dev.evenkeel.registry.search.RegisteredModelSearch;
import dev.evenkeel.registry.search.VersionSearch;
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

/// The searches of the registry as clients spell them.
class RegistrySearchCallsTest {
  private static final String RUN = "0a".repeat(16);
  private static final String SOURCE = "mlflow-artifacts:/3/" + RUN + "/artifacts/model";

  @TempDir Path folder;

  private Database database;
  private Wire wire;

  @BeforeEach
  void open() {
    Clock clock = Clock.system();
    database = TestDatabases.sqlite(folder);
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    Artifacts artifacts = new Artifacts(database, blobs, clock, 1 << 20);
    Models models = new Models(database, blobs, clock);
    Aliases aliases = new Aliases(database, clock);
    Promotions promotions = new Promotions(database, models, clock);
    RegisteredModels registered = new RegisteredModels(database, aliases, clock);
    RegisteredVersions versions =
        new RegisteredVersions(database, blobs, models, aliases, artifacts, clock, 1 << 20);
    List<MlflowRoutes.Call> calls = new ArrayList<>();
    calls.addAll(new RegisteredModelCalls(registered, versions, aliases).calls());
    calls.addAll(new AliasCalls(registered, versions, models, aliases, promotions).calls());
    calls.addAll(new ModelVersionCalls(versions).calls());
    calls.addAll(
        new RegistrySearchCalls(
                new RegisteredModelSearch(database),
                new VersionSearch(database),
                new RegistryPages(database))
            .calls());
    wire = new Wire(calls);
    TrackedRows.run(database, 3, RUN);
    artifacts.put(
        artifacts.owner(ArtifactOwner.Kind.RUN, RUN),
        new ArtifactPath("model/MLmodel"),
        new ByteArrayInputStream("flavors: {python_function: {}}".getBytes(UTF_8)));
    for (String name : List.of("a", "b", "c")) {
      send("POST", "registered-models/create", "{\"name\":\"%s\"}".formatted(name));
    }
    for (String name : List.of("a", "a", "b")) {
      send(
          "POST",
          "model-versions/create",
          "{\"name\":\"%s\",\"source\":\"%s\",\"run_id\":\"%s\"}".formatted(name, SOURCE, RUN));
    }
    send("POST", "registered-models/alias", "{\"name\":\"a\",\"alias\":\"ch\",\"version\":\"1\"}");
    send(
        "POST",
        "model-versions/transition-stage",
        "{\"name\":\"a\",\"version\":\"1\",\"stage\":\"Staging\"}");
    send(
        "POST",
        "model-versions/set-tag",
        "{\"name\":\"b\",\"version\":\"1\",\"key\":\"k\",\"value\":\"v\"}");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void send(String method, String path, String json) {
    wire.json(method, "mlflow/" + path, FakeRequest.json(json));
  }

  private JsonNode get(String path, String... query) {
    return wire.json("GET", "mlflow/" + path, FakeRequest.query(query));
  }

  private static List<String> texts(JsonNode list, String field) {
    return list.values().stream().map(each -> each.path(field).asString("")).toList();
  }

  @Test
  void modelsAreListedAsEachIsShown() {
    JsonNode found = get("registered-models/search");

    assertThat(texts(found.path("registered_models"), "name")).containsExactly("a", "b", "c");
    for (JsonNode model : found.path("registered_models").values()) {
      assertThat(model)
          .isEqualTo(
              get("registered-models/get", "name", model.path("name").asString())
                  .path("registered_model"));
    }
    assertThat(found.at("/registered_models/0/latest_versions").size()).isEqualTo(2);
    assertThat(found.at("/registered_models/0/aliases/0/alias").asString()).isEqualTo("ch");
  }

  @Test
  void versionsAreListedAsEachIsShown() {
    JsonNode found =
        get(
            "model-versions/search",
            "filter",
            "run_id = '" + RUN + "'",
            "order_by",
            "name DESC",
            "order_by",
            "version_number ASC");

    assertThat(texts(found.path("model_versions"), "name")).containsExactly("b", "a", "a");
    for (JsonNode version : found.path("model_versions").values()) {
      assertThat(version)
          .isEqualTo(
              get(
                      "model-versions/get",
                      "name",
                      version.path("name").asString(),
                      "version",
                      version.path("version").asString())
                  .path("model_version"));
    }
  }

  @Test
  void pagesGoOnByTheirToken() {
    JsonNode first = get("model-versions/search", "max_results", "2", "order_by", "name");
    JsonNode second =
        get(
            "model-versions/search",
            "max_results",
            "2",
            "order_by",
            "name",
            "page_token",
            first.path("next_page_token").asString());

    assertThat(texts(first.path("model_versions"), "version")).containsExactly("2", "1");
    assertThat(texts(second.path("model_versions"), "name")).containsExactly("b");
    assertThat(second.has("next_page_token")).isFalse();
  }

  @Test
  void whatCannotBeReadIsAnInvalidParameterValue() {
    for (String[] query :
        List.of(
            new String[] {"filter", "creation_timestamp > 5"},
            new String[] {"order_by", "run_id"},
            new String[] {"page_token", "x"},
            new String[] {"max_results", "200001"},
            new String[] {"max_results", "0"})) {
      for (String path : List.of("registered-models/search", "model-versions/search")) {
        assertThat(wire.refusal("GET", "mlflow/" + path, FakeRequest.query(query)))
            .isEqualTo("400 INVALID_PARAMETER_VALUE");
      }
    }
    assertThat(get("model-versions/search", "max_results", "200000").size()).isEqualTo(1);
  }
}
