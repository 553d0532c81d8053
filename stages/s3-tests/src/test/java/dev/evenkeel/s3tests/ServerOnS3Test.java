package dev.evenkeel.s3tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Digests;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A whole server whose files and models are in a bucket.
class ServerOnS3Test {
  private static final String MODEL =
      """
      {"learner": {"attributes": {}, "feature_names": ["x"], "feature_types": ["float"],
        "gradient_booster": {"name": "gbtree", "model": {
          "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "1"},
          "tree_info": [0],
          "trees": [{"tree_param": {"num_nodes": "1", "size_leaf_vector": "1"},
            "left_children": [-1], "right_children": [-1], "split_indices": [0],
            "split_conditions": [2.0], "default_left": [0], "split_type": [0]}]}},
        "learner_model_param":
          {"base_score": "5E-1", "num_class": "0", "num_feature": "1", "num_target": "1"},
        "objective": {"name": "binary:logistic"}},
       "version": [3, 0, 4]}
      """;

  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: sales
      version: 1.0.0
      schema:
        - name: sales
          properties:
            - {name: id, logicalType: integer, required: true}
            - {name: price, logicalType: number}
      """;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir Path home;
  private S3Server s3;
  private Evenkeel evenkeel;

  @BeforeEach
  void start() throws Exception {
    s3 = new S3Server();
    Files.writeString(
        home.resolve(ServerConfiguration.FILE),
        """
        blobs: {s3: {bucket: blobs, prefix: kept/here, endpoint: '%1$s', region: eu-central-1}}
        warehouse: {s3: {bucket: blobs, prefix: tables, endpoint: '%1$s'}}
        """
            .formatted(s3.endpoint()));
    evenkeel = open();
  }

  private Evenkeel open() {
    return Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
  }

  @AfterEach
  void stop() throws Exception {
    evenkeel.close();
    s3.stop();
    client.close();
  }

  private HttpResponse<byte[]> send(
      String method, String path, BodyPublisher body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(evenkeel.address().resolve(path)).method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void takesAnArtifactAndGivesItBackInPieces() throws Exception {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    HttpResponse<byte[]> created =
        send(
            "POST",
            "/api/2.0/mlflow/runs/create",
            BodyPublishers.ofString("{\"experiment_id\": \"0\", \"start_time\": 1}"),
            "Content-Type",
            "application/json");
    assertThat(created.statusCode()).as(text(created)).isEqualTo(200);
    String run = Json.parse(created.body(), "a run").at("/run/info/run_id").asString();
    String file = "/api/2.0/mlflow-artifacts/artifacts/0/%s/artifacts/f.bin".formatted(run);

    HttpResponse<byte[]> kept = send("PUT", file, BodyPublishers.ofByteArray(content));
    assertThat(kept.statusCode()).as(text(kept)).isEqualTo(200);

    assertThat(send("GET", file, BodyPublishers.noBody()).body()).isEqualTo(content);
    HttpResponse<byte[]> piece =
        send("GET", file, BodyPublishers.noBody(), "Range", "bytes=150000-150099");
    assertThat(piece.statusCode()).isEqualTo(206);
    assertThat(piece.body()).isEqualTo(Arrays.copyOfRange(content, 150_000, 150_100));
    assertThat(s3.objects().blobExists(S3Server.BUCKET, key(Digests.of(content)))).isTrue();
    assertThat(home.resolve("blobs/sha256")).doesNotExist();

    byte[] changed = content.clone();
    changed[100_000] ^= 1;
    s3.objects()
        .putBlob(
            S3Server.BUCKET,
            s3.objects().blobBuilder(key(Digests.of(content))).payload(changed).build());
    assertThatThrownBy(() -> send("GET", file, BodyPublishers.noBody()))
        .isInstanceOf(IOException.class);
  }

  private static String key(String digest) {
    return "kept/here/sha256/%s/%s".formatted(digest.substring(7, 9), digest.substring(9));
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<byte[]> answer = send("GET", path, BodyPublishers.noBody());
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    return Json.parse(answer.body(), path);
  }

  private void ingest(String rows) throws Exception {
    String dataset = "/api/v1/datasets/sales";
    send("PUT", dataset + "/contract", BodyPublishers.ofString(CONTRACT));
    HttpResponse<byte[]> ingested =
        send(
            "POST", dataset + "/versions?format=csv", BodyPublishers.ofString("id,price\n" + rows));
    assertThat(ingested.statusCode()).as(text(ingested)).isEqualTo(201);
  }

  @Test
  void pyIcebergReadsTheVersionThatIsPinned() throws Exception {
    Path python =
        TestPython.named(
            "EVENKEEL_TEST_ICEBERG",
            Path.of("app/cli/src/test/python/interop/iceberg.txt"),
            "pyiceberg",
            "pyarrow");
    ingest("1,10.5\n2,20\n");
    ingest("3,30\n");

    TestPython.run(
        python,
        home,
        Path.of("src/test/python/pinned.py").toAbsolutePath(),
        evenkeel.address().toString(),
        "v1");
  }

  @Test
  void aVersionIsReadAfterTheDiskWasLost() throws Exception {
    String dataset = "/api/v1/datasets/sales";
    ingest("1,10.5\n2,20\n");
    evenkeel.close();
    Files.move(home.resolve("data/warehouse-cache"), home.resolve("lost"));
    evenkeel = open();

    String rows =
        text(send("GET", dataset + "/versions/1/rows?format=csv", BodyPublishers.noBody()));
    assertThat(rows).isEqualTo("id,price\n1,10.5\n2,20.0\n");
    HttpResponse<byte[]> file =
        send(
            "GET",
            json(dataset + "/versions/1").at("/dataFiles/0/url").asString(),
            BodyPublishers.noBody());
    assertThat(text(file)).startsWith("PAR1").endsWith("PAR1");
    assertThat(json("/iceberg/v1/namespaces/default/tables/sales").at("/metadata/refs").has("v1"))
        .isTrue();
  }

  @Test
  void aModelThatWasRegisteredServesAfterARestart() throws Exception {
    HttpResponse<byte[]> registered =
        send("POST", "/api/v1/models/m/versions?labels=no,yes", BodyPublishers.ofString(MODEL));
    assertThat(registered.statusCode()).as(text(registered)).isEqualTo(201);
    assertThat(
            send(
                    "PUT",
                    "/api/v1/models/m/aliases/champion",
                    BodyPublishers.ofString("{\"version\": 1, \"reason\": \"first\"}"))
                .statusCode())
        .isEqualTo(200);

    evenkeel.close();
    evenkeel = open();

    HttpResponse<byte[]> answer =
        send(
            "POST",
            "/v1/models/m:predict",
            BodyPublishers.ofString("{\"instances\": [{\"x\": 1.5}]}"),
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    assertThat(text(answer)).contains("yes");
    assertThat(home.resolve("blobs/sha256")).doesNotExist();
  }
}
