package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Role;
import dev.evenkeel.store.Acting;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two people of two projects: what one has does not exist for the other, however they ask. Every
/// answer is held against that for a name which nobody has.
@Timeout(300)
class ProjectLeaksTest {
  /// Of the same length, so that nothing but the name may differ.
  private static final String MODEL = "anns-own-model";

  private static final String NOBODYS = "nobodys--model";
  private static final String MLFLOW = "/api/2.0/mlflow/";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String TENSOR =
      """
      {"inputs": [{"name": "x", "shape": [1], "datatype": "FP64", "data": [1.5]}]}\
      """;

  @TempDir static Path folder;
  private static GuardedServer server;
  private static ManagedChannel channel;
  private static String run;
  private static String experiment;
  private static String prediction;

  record Call(String method, String path, String body) {
    @Override
    public String toString() {
      return method + " " + path + " " + body;
    }

    Call about(String from, String to) {
      return new Call(method, path.replace(from, to), body.replace(from, to));
    }
  }

  @BeforeAll
  static void start() throws IOException {
    server = GuardedServer.start(folder.resolve("home"));
    for (String project : List.of("anns", "bobs", "common")) {
      ok(as("root", call("POST", "/api/v1/projects", Map.of("name", project))));
    }
    user("ann", "anns");
    user("bob", "bobs");
    Principal ann = new Principal("ann", Map.of("anns", Role.DEPLOYER));
    new Acting(ann, "anns").run(() -> TestModel.promote(server.evenkeel.loop(), MODEL));
    String within = "/projects/anns" + MLFLOW;
    experiment =
        text(
            as("ann", call("POST", within + "experiments/create", Map.of("name", "anns-trials"))),
            "/experiment_id");
    run =
        text(
            as("ann", call("POST", MLFLOW + "runs/create", Map.of("experiment_id", experiment))),
            "/run/info/run_id");
    prediction =
        text(
            as("ann", new Call("POST", "/v1/models/" + MODEL + ":predict", TestModel.BODY)),
            "/predictions/0/predictionId");
    ok(
        as(
            "root",
            call(
                "PUT",
                "/api/v1/models/" + MODEL + "/protections/champion",
                Map.of("approvals", 1))));
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.evenkeel.address().getPort())
            .usePlaintext()
            .build();
  }

  @AfterAll
  static void close() {
    channel.shutdownNow();
    server.close();
  }

  private static void user(String name, String project) throws IOException {
    ok(
        as(
            "root",
            call(
                "POST",
                "/api/v1/users",
                Map.of(
                    "name",
                    name,
                    "password",
                    GuardedServer.PASSWORD,
                    "roles",
                    Map.of(project, "deployer", "common", "viewer")))));
  }

  private static Call call(String method, String path, Map<String, ?> body) {
    return new Call(method, path, Json.text(body));
  }

  private static String basic(String user) {
    byte[] pair = (user + ":" + GuardedServer.PASSWORD).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  private static GuardedServer.Answer as(String user, Call call) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Authorization", basic(user));
    headers.put("Content-Type", "application/json");
    return server.send(call.method, call.path, headers, call.body);
  }

  private static void ok(GuardedServer.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
  }

  private static String text(GuardedServer.Answer answer, String pointer) {
    ok(answer);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    return Json.parse(body, "the answer").at(pointer).asString();
  }

  private static final List<String> READS =
      List.of(
          "/v1/models/M",
          "/v1/models/M/openapi.json",
          "/v1/models/M/try",
          "/v2/models/M",
          "/v2/models/M/ready",
          "/v2/models/M/config",
          "/v2/models/M/stats",
          "/v2/models/M/versions/1",
          "/v2/models/M/versions/1/ready",
          "/v2/models/M/versions/1/config",
          "/v2/models/M/versions/1/stats",
          "/api/v1/deployments/M",
          "/api/v1/models/M",
          "/api/v1/models/M/versions",
          "/api/v1/models/M/versions/1",
          "/api/v1/models/M/versions/1/file",
          "/api/v1/models/M/versions/1/lineage",
          "/api/v1/models/M/versions/1/card",
          "/api/v1/models/M/card",
          "/api/v1/models/M/predictions",
          "/api/v1/models/M/loop",
          "/api/v1/lineage?subject=version:M@1",
          "/api/v1/lineage?subject=deployment:M/champion",
          "/models/M",
          "/models/M/loop",
          "/models/M/parts",
          "/models/M/versions/1",
          MLFLOW + "registered-models/get?name=M",
          MLFLOW + "registered-models/alias?name=M&alias=champion",
          MLFLOW + "model-versions/get?name=M&version=1",
          "/ajax-api/2.0/mlflow/registered-models/get?name=M",
          "/projects/common/api/2.0/mlflow/registered-models/get?name=M",
          "/projects/common/ajax-api/2.0/mlflow/model-versions/get?name=M&version=1",
          "/api/v1/projects/common/models/M",
          "/api/v1/projects/common/deployments/M",
          "/api/v1/models/%61nns-own-model");

  static List<Call> ofModels() {
    List<Call> calls = new ArrayList<>();
    READS.forEach(path -> calls.add(new Call("GET", path.replaceAll("\\bM\\b", MODEL), "")));
    for (String path :
        List.of(
            "/v1/models/M:predict",
            "/v1/models/M:predict?explain=true",
            "/v1/models/M/versions/1:predict",
            "/v1/models/M/labels/champion:predict")) {
      calls.add(new Call("POST", path.replaceAll("\\bM\\b", MODEL), TestModel.BODY));
    }
    for (String path : List.of("/v2/models/M/infer", "/v2/models/M/versions/1/infer")) {
      calls.add(new Call("POST", path.replaceAll("\\bM\\b", MODEL), TENSOR));
    }
    calls.add(
        new Call(
            "POST", "/models/" + MODEL + "/invocations", "{\"dataframe_records\":[{\"x\":1}]}"));
    calls.add(call("PUT", "/api/v1/models/" + MODEL + "/card", Map.of("card", "mine")));
    calls.add(call("PUT", "/api/v1/models/" + MODEL + "/versions/1/card", Map.of("card", "mine")));
    calls.add(call("PUT", "/api/v1/models/" + MODEL + "/aliases/next", Map.of("version", 1)));
    calls.add(new Call("DELETE", "/api/v1/models/" + MODEL + "/aliases/next", ""));
    calls.add(call("PUT", "/api/v1/deployments/" + MODEL, Map.of("traffic", Map.of("1", 100))));
    calls.add(new Call("POST", "/api/v1/deployments/" + MODEL + "/load", ""));
    calls.add(new Call("POST", "/v2/repository/models/" + MODEL + "/load", ""));
    return calls;
  }

  @ParameterizedTest
  @MethodSource("ofModels")
  void aModelOfAnotherProjectAnswersAsOneThatDoesNotExist(Call call) throws IOException {
    String name = call.path.contains("%61") ? "%61nns-own-model" : MODEL;

    GuardedServer.Answer own = as("ann", call);
    GuardedServer.Answer strange = as("bob", call);
    GuardedServer.Answer absent = as("bob", call.about(name, NOBODYS));

    assertThat(own.status()).as("the owner: " + own.body()).isBetween(200, 299);
    assertThat(strange.status()).as(strange.body()).isBetween(400, 499);
    assertThat(strange.status()).isEqualTo(absent.status());
    assertThat(strange.body().replace(MODEL, NOBODYS)).isEqualTo(absent.body());
  }

  private static final String SALES_CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: sales
      version: 1.0.0
      status: active
      schema:
        - name: sales
          properties:
            - name: x
              logicalType: number
              required: true
      """;

  static List<Call> ofDatasets() {
    List<Call> calls = new ArrayList<>();
    for (String path :
        List.of(
            "",
            "/contract",
            "/versions",
            "/versions/1",
            "/versions/latest/rows",
            "/versions/1/quarantine",
            "/diff?from=1&to=1")) {
      calls.add(new Call("GET", "/api/v1/datasets/anns-own-data" + path, ""));
    }
    calls.add(call("PATCH", "/api/v1/datasets/anns-own-data", Map.of("description", "mine")));
    calls.add(call("PUT", "/api/v1/datasets/anns-own-data/tags/a", Map.of("value", "b")));
    calls.add(new Call("DELETE", "/api/v1/datasets/anns-own-data/tags/a", ""));
    calls.add(call("PUT", "/api/v1/datasets/anns-own-data/aliases/a", Map.of("version", "1")));
    calls.add(new Call("DELETE", "/api/v1/datasets/anns-own-data/aliases/a", ""));
    calls.add(
        call("PATCH", "/api/v1/datasets/anns-own-data/versions/1", Map.of("description", "mine")));
    calls.add(
        call("PUT", "/api/v1/datasets/anns-own-data/versions/1/tags/a", Map.of("value", "b")));
    calls.add(new Call("DELETE", "/api/v1/datasets/anns-own-data/versions/1/tags/a", ""));
    calls.add(new Call("POST", "/api/v1/datasets/anns-own-data/versions/1/verify", ""));
    calls.add(call("POST", "/api/v1/datasets/anns-own-data/rollback", Map.of("to", "1")));
    calls.add(
        call(
            "POST", "/api/v1/datasets/anns-own-data/evolve", Map.of("add", Map.of("y", "number"))));
    calls.add(new Call("POST", "/api/v1/datasets/anns-own-data/compact", ""));
    calls.add(new Call("POST", "/api/v1/datasets/anns-own-data/clean?dryRun", ""));
    calls.add(
        call("POST", "/api/v1/datasets/anns-own-data/forget", Map.of("column", "x", "key", "77")));
    return calls;
  }

  @ParameterizedTest
  @MethodSource("ofDatasets")
  void aDatasetOfAnotherProjectAnswersAsOneThatDoesNotExist(Call call) throws IOException {
    String data = "/api/v1/datasets/anns-own-data";
    if (as("ann", new Call("GET", data, "")).status() == 404) {
      String mine = "/api/v1/projects/anns/datasets/anns-own-data";
      ok(as("ann", new Call("PUT", mine + "/contract", SALES_CONTRACT)));
      ok(as("ann", new Call("POST", mine + "/versions?format=csv", "x\n1\n2\nmuch\n")));
    }

    GuardedServer.Answer strange = as("bob", call);
    GuardedServer.Answer absent = as("bob", call.about("anns-own-data", "nobodys--data"));
    GuardedServer.Answer own = as("ann", call);

    assertThat(own.status()).as("the owner: " + own.body()).isBetween(200, 299);
    assertThat(strange.status()).as(strange.body()).isEqualTo(404);
    assertThat(absent.status()).isEqualTo(404);
    assertThat(strange.body().replace("anns-own-data", "nobodys--data")).isEqualTo(absent.body());
    assertThat(as("bob", new Call("GET", "/api/v1/datasets", "")).body()).doesNotContain("anns");
  }

  @Test
  void aContentIsNotReadByKnowingItsDigest() throws IOException {
    String digest = "0".repeat(64);
    String asked = "{\"digests\": [\"sha256:%s\"]}".formatted(digest);
    String mine = "/api/v1/projects/anns/datasets/anns-photos";
    ok(as("ann", new Call("PUT", mine + "/contract", SALES_CONTRACT)));
    for (String path : List.of("/contents/" + digest, "/contents/bundle")) {
      String method = path.endsWith("bundle") ? "POST" : "GET";
      Call call = new Call(method, "/api/v1/datasets/anns-photos" + path, asked);
      GuardedServer.Answer strange = as("bob", call);
      GuardedServer.Answer absent = as("bob", call.about("anns-photos", "nobodys-own"));
      assertThat(strange.status()).isEqualTo(404);
      assertThat(strange.body().replace("anns-photos", "nobodys-own")).isEqualTo(absent.body());
    }
    for (String path : List.of("/contents", "/contents/missing", "/manifests")) {
      Call call = new Call("POST", "/api/v1/datasets/anns-photos" + path, asked);
      assertThat(as("bob", call).status()).as(path).isEqualTo(409);
    }
  }

  @Test
  void aDataFileOfAnotherProjectIsNotThere() throws IOException {
    String mine = "/api/v1/projects/anns/datasets/anns-files";
    ok(as("ann", new Call("PUT", mine + "/contract", SALES_CONTRACT)));
    ok(as("ann", new Call("POST", mine + "/versions?format=csv", "x\n1\n")));
    String version =
        as("ann", new Call("GET", "/api/v1/datasets/anns-files/versions/1", "")).body();
    String url = version.replaceFirst("(?s).*\"url\": *\"([^\"]+)\".*", "$1");

    assertThat(url).startsWith("/api/v1/datasets/anns-files/versions/1/files/");
    assertThat(as("ann", new Call("GET", url, "")).status()).isEqualTo(200);
    assertThat(as("bob", new Call("GET", url, "")).status()).isEqualTo(404);
  }

  @Test
  void unloadingAModelOfAnotherProjectTakesNothingFromMemory() throws IOException {
    for (String path : List.of("/api/v1/deployments/M/unload", "/v2/repository/models/M/unload")) {
      Call call = new Call("POST", path.replaceAll("\\bM\\b", MODEL), "");
      assertThat(as("bob", call).status()).isEqualTo(404);
    }

    ok(as("ann", new Call("POST", "/v1/models/" + MODEL + ":predict", TestModel.BODY)));
  }

  @Test
  void listsAndCountsNameNothingOfAnotherProject() throws IOException {
    List<Call> lists =
        List.of(
            new Call("GET", "/v1/models", ""),
            new Call("GET", "/v2/models", ""),
            new Call("GET", "/v2/models/stats", ""),
            new Call("POST", "/v2/repository/index", ""),
            new Call("GET", "/api/v1/models", ""),
            new Call("GET", "/api/v1/deployments", ""),
            new Call("GET", "/api/v1/protections", ""),
            new Call("GET", "/api/v1/lineage?subject=dataset:d@1", ""),
            new Call("GET", "/models", ""),
            new Call("GET", "/deployments", ""),
            new Call("GET", "/deployments/parts", ""),
            new Call("GET", "/", ""),
            new Call("GET", "/account", ""),
            new Call("GET", MLFLOW + "registered-models/search", ""),
            new Call("GET", MLFLOW + "model-versions/search", ""));
    for (Call list : lists) {
      assertThat(as("ann", list).body()).as("the owner's " + list).contains(MODEL);
      assertThat(as("bob", list))
          .as("bob's " + list)
          .satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).doesNotContain(MODEL).doesNotContain("anns");
          });
    }
    assertThat(as("bob", new Call("GET", "/metrics", "")).status()).isEqualTo(403);
    assertThat(as("bob", new Call("POST", "/invocations", "{}")).body()).doesNotContain(MODEL);
  }

  @Test
  void predictionsRunsAndExperimentsOfAnotherProjectAreNotThere() throws IOException {
    String trace = "/api/v1/predictions/" + prediction;
    List<Call> calls =
        List.of(
            new Call("GET", trace, ""),
            call("POST", trace + "/feedback", Map.of("truth", "yes")),
            new Call("GET", "/runs/" + run, ""),
            new Call("GET", "/experiments/" + experiment, ""),
            new Call("GET", MLFLOW + "runs/get?run_id=" + run, ""),
            new Call("GET", MLFLOW + "artifacts/list?run_id=" + run, ""),
            new Call("GET", MLFLOW + "experiments/get?experiment_id=" + experiment, ""),
            new Call("GET", MLFLOW + "experiments/get-by-name?experiment_name=anns-trials", ""));
    for (Call call : calls) {
      assertThat(as("ann", call).status()).as("the owner's " + call).isEqualTo(200);
      assertThat(as("bob", call).status()).as("bob's " + call).isEqualTo(404);
    }
  }

  @Test
  void aRequestForApprovalBelongsToItsModelsProject() throws IOException {
    Principal ann = new Principal("ann", Map.of("anns", Role.DEPLOYER));
    new Acting(ann, "anns").run(() -> TestModel.register(server.evenkeel.loop(), MODEL));
    Call move = call("PUT", "/api/v1/models/" + MODEL + "/aliases/champion", Map.of("version", 2));
    assertThat(as("ann", move).status()).isEqualTo(409);

    String listed = as("ann", new Call("GET", "/api/v1/approvals", "")).body();
    String id =
        Json.parse(listed.getBytes(StandardCharsets.UTF_8), "the answer")
            .at("/approvals/0/id")
            .asString();

    assertThat(listed).contains("\"project\":\"anns\"");
    for (String path : List.of("/api/v1/approvals", "/approvals")) {
      assertThat(as("bob", new Call("GET", path, "")).body()).doesNotContain(MODEL);
    }
    assertThat(as("bob", new Call("GET", "/api/v1/approvals/" + id, "")).status()).isEqualTo(404);
    assertThat(as("bob", new Call("POST", "/api/v1/approvals/" + id + "/approve", "{}")).status())
        .isEqualTo(404);
    assertThat(as("bob", new Call("GET", "/api/v1/audit", "")).status()).isEqualTo(403);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// A message with one text.
  private static byte[] message(int field, String text) {
    return message(field, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] message(int field, byte[]... parts) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    List.of(parts).forEach(inner::writeBytes);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(field << 3 | 2);
    bytes.write(inner.size());
    bytes.writeBytes(inner.toByteArray());
    return bytes.toByteArray();
  }

  /// Asks a model with one row: `x` is 1.5.
  private static byte[] question(String model) {
    byte[] row = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(1.5).array();
    byte[] tensor =
        message(
            5,
            message(1, "x"),
            message(2, "FP64"),
            message(3, new byte[] {1}),
            message(5, message(7, row)));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(message(1, model));
    bytes.writeBytes(tensor);
    return bytes.toByteArray();
  }

  private static byte[] grpc(String user, String name, byte[] message) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("inference.GRPCInferenceService/" + name)
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, basic(user));
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
        method,
        CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
        message);
  }

  private static String ended(String user, String name, byte[] message) {
    try {
      return "OK " + Base64.getEncoder().encodeToString(grpc(user, name, message));
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      return status.getCode() + " " + String.valueOf(status.getDescription());
    }
  }

  @Test
  void callsOfGrpcAnswerTheSame() {
    Map<String, Integer> fields = new LinkedHashMap<>();
    List.of("ModelMetadata", "ModelReady", "ModelConfig", "ModelStatistics")
        .forEach(name -> fields.put(name, 1));
    fields.put("RepositoryModelLoad", 2);
    fields.forEach((name, field) -> {
      String own = ended("ann", name, message(field, MODEL));
      String strange = ended("bob", name, message(field, MODEL));
      String absent = ended("bob", name, message(field, NOBODYS));

      assertThat(own).as(name).isNotEqualTo(strange).doesNotStartWith("NOT_FOUND");
      assertThat(strange.replace(MODEL, NOBODYS)).as(name).isEqualTo(absent);
    });
    assertThat(ended("ann", "ModelInfer", question(MODEL))).startsWith("OK ");
    assertThat(ended("bob", "ModelInfer", question(MODEL)).replace(MODEL, NOBODYS))
        .startsWith("NOT_FOUND")
        .isEqualTo(ended("bob", "ModelInfer", question(NOBODYS)));
    String index = new String(grpc("ann", "RepositoryIndex", new byte[0]), StandardCharsets.UTF_8);
    assertThat(index).contains(MODEL);
    assertThat(grpc("bob", "RepositoryIndex", new byte[0])).isEmpty();
    assertThat(new String(grpc("bob", "ModelStatistics", new byte[0]), StandardCharsets.UTF_8))
        .doesNotContain(MODEL);
  }
}
