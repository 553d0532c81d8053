package dev.evenkeel.registry.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Reply;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.artifacts.TrackedRows;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ArtifactCallsTest {
  private static final String RUN = "0a".repeat(16);
  private static final String MODEL = "m-" + "0c".repeat(16);
  private static final String ROOT = "3/" + RUN + "/artifacts";
  private static final String FILE = "mlflow-artifacts/artifacts/{path...}";

  @TempDir Path folder;

  private Database database;
  private Wire wire;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    Artifacts artifacts =
        new Artifacts(
            database, new LocalBlobStore(folder.resolve("blobs")), Clock.system(), 1 << 20);
    TrackedRows.run(database, 3, RUN);
    TrackedRows.model(database, 3, MODEL, RUN);
    wire = new Wire(new ArtifactCalls(artifacts).calls());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void put(String path, String content) {
    wire.json("PUT", FILE, FakeRequest.of("path", path).body(content.getBytes(UTF_8)));
  }

  private Reply get(String path, String range) {
    FakeRequest request = FakeRequest.of("path", path);
    return wire.ask("GET", FILE, range.isEmpty() ? request : request.header("Range", range));
  }

  private static List<String> paths(JsonNode page) {
    return page.path("files").values().stream().map(file -> file.path("path").asString()).toList();
  }

  @Test
  void aFileIsSentAndFetched() {
    put(ROOT + "/model/a \"ü\".txt", "hello");

    Reply reply = get(ROOT + "/model/a \"ü\".txt", "");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.type()).isEqualTo("application/octet-stream");
    assertThat(((Reply.Streamed) reply).length()).hasValue(5);
    assertThat(reply.headers())
        .containsEntry("X-Content-Type-Options", "nosniff")
        .containsEntry("Accept-Ranges", "bytes")
        .containsEntry(
            "Content-Disposition",
            "attachment; filename=\"a____.txt\"; filename*=UTF-8''a%20%22%C3%BC%22.txt");
    assertThat(Wire.bytes(reply)).isEqualTo("hello".getBytes(UTF_8));
    assertThat(wire.refusal("GET", FILE, FakeRequest.of("path", ROOT + "/model/other")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void aPartOfAFileIsFetched() {
    put(ROOT + "/f", "0123456789");

    Reply middle = get(ROOT + "/f", "bytes=2-4");

    assertThat(middle.status()).isEqualTo(206);
    assertThat(middle.headers()).containsEntry("Content-Range", "bytes 2-4/10");
    assertThat(((Reply.Streamed) middle).length()).hasValue(3);
    assertThat(Wire.bytes(middle)).isEqualTo("234".getBytes(UTF_8));
    assertThat(Wire.bytes(get(ROOT + "/f", "bytes=7-"))).isEqualTo("789".getBytes(UTF_8));
    assertThat(Wire.bytes(get(ROOT + "/f", "bytes=-2"))).isEqualTo("89".getBytes(UTF_8));
    assertThat(Wire.bytes(get(ROOT + "/f", "bytes=-99"))).hasSize(10);
    assertThat(Wire.bytes(get(ROOT + "/f", "bytes=8-99"))).isEqualTo("89".getBytes(UTF_8));
    for (String whole : List.of("bytes=0-1,3-4", "bytes=-", "bytes=4-2", "lines=1-2", "x")) {
      assertThat(get(ROOT + "/f", whole).status()).as(whole).isEqualTo(200);
    }
    Reply beyond = get(ROOT + "/f", "bytes=10-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.headers()).containsEntry("Content-Range", "bytes */10");
  }

  @Test
  void aChangedFileIsFetchedWholeInsteadOfAPart() {
    put(ROOT + "/f", "0123456789");
    String tag = String.valueOf(get(ROOT + "/f", "").headers().get("ETag"));

    for (String known : List.of(tag, "\"sha256:other\"")) {
      FakeRequest request =
          FakeRequest.of("path", ROOT + "/f")
              .header("Range", "bytes=1-2")
              .header("If-Range", known);

      assertThat(wire.ask("GET", FILE, request).status()).isEqualTo(known.equals(tag) ? 206 : 200);
    }
  }

  @Test
  void listsAreRelativeAsEachCallHasThem() {
    put(ROOT + "/model/MLmodel", "1");
    put(ROOT + "/model/data/x", "22");
    put("3/models/" + MODEL + "/artifacts/MLmodel", "333");

    JsonNode proxied =
        wire.json("GET", "mlflow-artifacts/artifacts", FakeRequest.query("path", ROOT + "/model"));
    JsonNode ofRun =
        wire.json(
            "GET", "mlflow/artifacts/list", FakeRequest.query("run_uuid", RUN, "path", "model"));
    JsonNode ofModel =
        wire.json(
            "GET", "mlflow/logged-models/{id}/artifacts/directories", FakeRequest.of("id", MODEL));

    assertThat(paths(proxied)).containsExactlyInAnyOrder("MLmodel", "data");
    assertThat(paths(ofRun)).containsExactlyInAnyOrder("model/MLmodel", "model/data");
    assertThat(ofRun.path("root_uri").asString()).isEqualTo("mlflow-artifacts:/" + ROOT);
    assertThat(ofModel.path("files").toString())
        .isEqualTo("[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":3}]");
    assertThat(ofModel.has("next_page_token")).isFalse();
  }

  @Test
  void nobodyLeavesTheFilesOfOneOwner() {
    put(ROOT + "/f", "1");

    for (String path :
        List.of(
            "",
            "/",
            "3",
            "3/" + RUN,
            ROOT + "/../../../etc/passwd",
            ROOT + "/%2e%2e/x",
            ROOT + "/a\\b",
            "C:/windows",
            "file:///etc/passwd",
            ROOT + "/..;/x")) {
      for (String method : List.of("GET", "PUT", "DELETE")) {
        assertThat(wire.refusal(method, FILE, FakeRequest.of("path", path)))
            .as(method + " " + path)
            .isEqualTo("400 INVALID_PARAMETER_VALUE");
      }
      assertThat(wire.refusal("GET", "mlflow-artifacts/artifacts", FakeRequest.query("path", path)))
          .isEqualTo("400 INVALID_PARAMETER_VALUE");
    }
    assertThat(wire.refusal("DELETE", "mlflow-artifacts/artifacts", new FakeRequest()))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(wire.refusal("PUT", FILE, FakeRequest.of("path", ROOT)))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
    assertThat(wire.refusal("DELETE", FILE, FakeRequest.of("path", "4/" + RUN + "/artifacts/f")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    assertThat(get(ROOT + "/f", "").status()).isEqualTo(200);
  }

  @Test
  void aFolderIsRemovedByItsAddress() {
    put(ROOT + "/a/f", "1");
    put(ROOT + "/b", "2");

    wire.json("DELETE", FILE, FakeRequest.of("path", ROOT + "/a"));

    JsonNode left =
        wire.json("GET", "mlflow-artifacts/artifacts", FakeRequest.query("path", ROOT + "/"));
    assertThat(paths(left)).containsExactly("b");
    wire.json("DELETE", FILE, FakeRequest.of("path", ROOT + "/"));
    assertThat(get(ROOT + "/b", "").status()).isEqualTo(404);
  }

  @Test
  void uploadsByPartsAreLeftToOneRequest() {
    for (String step : List.of("create", "complete", "abort")) {
      String path = "mlflow-artifacts/mpu/" + step + "/{path...}";
      Reply reply = wire.ask("POST", path, FakeRequest.of("path", ROOT + "/f"));

      assertThat(reply.status()).isEqualTo(501);
      assertThat(new String(Wire.bytes(reply), UTF_8))
          .contains("NOT_IMPLEMENTED")
          .contains("Multipart upload is not supported for the current artifact repository");
    }
  }

  @Test
  void aFinishedModelRefusesOtherBytesInAWayThatNobodyRetries() {
    String path = "3/models/" + MODEL + "/artifacts/MLmodel";
    put(path, "1");
    TrackedRows.finish(database, MODEL);

    put(path, "1");
    assertThat(wire.refusal("PUT", FILE, FakeRequest.of("path", path).body("2".getBytes(UTF_8))))
        .isEqualTo("409 RESOURCE_CONFLICT");
  }
}
