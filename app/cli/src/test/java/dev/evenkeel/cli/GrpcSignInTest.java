package dev.evenkeel.cli;

import static dev.evenkeel.cli.InferenceClient.floats;
import static dev.evenkeel.cli.InferenceClient.refusal;
import static dev.evenkeel.cli.InferenceClient.typed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.TestPython;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ServerLiveRequest;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The usual clients of gRPC over TLS, where everybody says who they are.
@Timeout(180)
class GrpcSignInTest {
  private static final Path SCRIPTS =
      Path.of("src/test/python/interop").toAbsolutePath().normalize();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final ModelInferRequest QUESTION =
      typed(ServedModels.TREES, "input", 2, 0, 3, 1.5f, -2).build();

  @TempDir static Path folder;
  private static GuardedDoor door;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    door = new GuardedDoor(folder);
    String models = "api/v1/models/" + ServedModels.TREES;
    byte[] trees = TreeFile.of(List.of("x", "y"), 2).getBytes(StandardCharsets.UTF_8);
    demandDone(door.send(door.editor(), "POST", models + "/versions?labels=stays,leaves", trees));
    demandDone(
        door.send(
            door.deployer(),
            "PUT",
            models + "/aliases/champion",
            Json.write(Map.of("version", 1, "reason", "the first"))));
    channel =
        NettyChannelBuilder.forTarget(door.address().getAuthority())
            .sslContext(GrpcSslContexts.forClient().trustManager(door.authority().toFile()).build())
            .build();
  }

  private static void demandDone(HttpResponse<String> answer) {
    assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
  }

  @AfterAll
  static void close() {
    channel.shutdownNow();
    door.close();
  }

  private static GRPCInferenceServiceBlockingStub with(String proof) {
    Metadata headers = new Metadata();
    if (!proof.isEmpty()) {
      headers.put(AUTHORIZATION, proof);
    }
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private static Status.Code code(String proof) {
    return refusal(() -> with(proof).modelInfer(QUESTION)).getCode();
  }

  @Test
  void fiftyCallsOnOneChannelAreAnsweredForWhoeverMayRead() {
    GRPCInferenceServiceBlockingStub stub = with("Bearer " + door.viewer().token());
    for (int call = 0; call < 50; call++) {
      assertThat(floats(stub.modelInfer(QUESTION), "probabilities")[0])
          .isCloseTo(ServedGrpc.STAYS, within(1e-6f));
    }
  }

  @Test
  void aNameAndItsPasswordDoToo() {
    String login = door.viewer().name() + ":" + door.viewer().password();
    String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));

    assertThat(with("Basic " + encoded).modelInfer(QUESTION).getModelVersion()).isEqualTo("1");
  }

  @Test
  void whoeverIsUnknownOrHasNoRoleThereIsRefusedAndTheChannelGoesOn() {
    assertThat(code("")).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(code("Bearer ek_nobody")).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(code("Bearer " + door.stranger().token())).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(with("").serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(with("Bearer " + door.viewer().token()).modelInfer(QUESTION).getModelName())
        .isEqualTo(ServedModels.TREES);
  }

  @Test
  void aChannelWithoutTlsOrThatDoesNotTrustTheServerGetsNothing() {
    ManagedChannel plain =
        NettyChannelBuilder.forTarget(door.address().getAuthority()).usePlaintext().build();
    ManagedChannel wary = NettyChannelBuilder.forTarget(door.address().getAuthority()).build();
    try {
      for (ManagedChannel each : List.of(plain, wary)) {
        Status status =
            refusal(() ->
                GRPCInferenceServiceGrpc.newBlockingStub(each)
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .serverLive(ServerLiveRequest.getDefaultInstance()));
        // Of an alert in place of HTTP/2 the client itself makes an INTERNAL.
        assertThat(status.getCode())
            .as(status.toString())
            .isIn(Status.Code.UNAVAILABLE, Status.Code.INTERNAL);
      }
    } finally {
      plain.shutdownNow();
      wary.shutdownNow();
    }
  }

  @Test
  void tritonsClientWorksWithItsToken() throws Exception {
    Path python =
        TestPython.named(
            "EVENKEEL_TEST_TRITON", SCRIPTS.resolve("triton.txt"), "tritonclient.grpc");
    Path people = folder.resolve("people.json");
    Files.write(people, Json.write(Map.of("viewer", door.viewer(), "stranger", door.stranger())));

    TestPython.run(
        python,
        folder,
        SCRIPTS.resolve("triton_signed_in.py"),
        door.address().getAuthority(),
        ServedModels.GRAPHS.toString(),
        door.authority().toString(),
        people.toString());
  }
}
