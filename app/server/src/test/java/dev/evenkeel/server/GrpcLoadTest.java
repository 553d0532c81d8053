package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Clock;
import dev.evenkeel.registry.Aliases;
import dev.evenkeel.registry.Models;
import dev.evenkeel.registry.Promotions;
import dev.evenkeel.registry.Verdict;
import dev.evenkeel.serving.Deployments;
import dev.evenkeel.serving.OpenInference;
import dev.evenkeel.serving.PredictionLog;
import dev.evenkeel.serving.ServingRoutes;
import dev.evenkeel.serving.ServingSettings;
import dev.evenkeel.serving.grpc.proto.GRPCInferenceServiceGrpc;
import dev.evenkeel.serving.grpc.proto.InferParameter;
import dev.evenkeel.serving.grpc.proto.InferTensorContents;
import dev.evenkeel.serving.grpc.proto.ModelInferRequest;
import dev.evenkeel.serving.grpc.proto.ModelInferResponse;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.TestDatabases;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// gRPC, and once HTTP, to a model that answers one call at a time, and only when the test lets it.
@Timeout(120)
class GrpcLoadTest {
  private static final int SECONDS = 60;
  private static final double HELD = 4711;

  @TempDir Path folder;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Held model = new Held();
  private final List<AutoCloseable> open = new ArrayList<>();
  private int port;
  private ManagedChannel channel;

  /// Holds a row of that number until it is let go.
  private static final class Held extends OneAtATimeModel {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch answer = new CountDownLatch(1);

    @Override
    void await(double[] x) {
      // The try before the model serves has another row.
      if (x[0] != HELD) {
        return;
      }
      asked.countDown();
      try {
        assertThat(answer.await(SECONDS, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @BeforeEach
  void start() {
    Clock clock = Clock.system();
    Database database = kept(TestDatabases.sqlite(folder));
    PredictionLog log = kept(new PredictionLog(database));
    Models models = new Models(database, new LocalBlobStore(folder.resolve("blobs")), clock);
    Promotions promotions = new Promotions(database, models, clock);
    ServingSettings usual = ServingSettings.defaults();
    ServingSettings oneWaits =
        new ServingSettings(
            0,
            1,
            usual.queueTimeMax(),
            1,
            usual.timeout(),
            usual.memoryBytesMax(),
            usual.modelBytesMax(),
            List.of(),
            false);
    Deployments deployments =
        kept(
            new Deployments(
                database,
                models,
                new Aliases(database, clock),
                promotions,
                model,
                clock,
                meters,
                oneWaits));
    HttpServer server =
        kept(
            HttpServer.start(
                0,
                new ServingRoutes(database, models, deployments, log, clock).routes(),
                List.of(),
                Duration.ofSeconds(1),
                new OpenInference(models, deployments, log, clock).services(),
                ConnectionSettings.DEFAULT));
    promotions.promote(
        models.register(OneAtATimeModel.version()),
        (_, _) -> new Verdict.Pass(""),
        "test",
        _ -> {});
    port = server.port();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    open.add(channel::shutdownNow);
  }

  private <T extends AutoCloseable> T kept(T resource) {
    open.add(resource);
    return resource;
  }

  @AfterEach
  void stop() throws Exception {
    model.answer.countDown();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private static ModelInferRequest.Builder request() {
    ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("m");
    request
        .addInputsBuilder()
        .setName("x")
        .setDatatype("FP64")
        .addShape(1)
        .setContents(InferTensorContents.newBuilder().addFp64Contents(HELD));
    return request;
  }

  private GRPCInferenceServiceGrpc.GRPCInferenceServiceFutureStub stub() {
    return GRPCInferenceServiceGrpc.newFutureStub(channel)
        .withDeadlineAfter(SECONDS, TimeUnit.SECONDS);
  }

  /// Sends a request that the model works on from now on.
  private Future<ModelInferResponse> working() throws InterruptedException {
    Future<ModelInferResponse> answer = stub().modelInfer(request().build());
    assertThat(model.asked.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  private static StatusRuntimeException refusal(Callable<?> call) {
    StatusRuntimeException refusal =
        catchThrowableOfType(StatusRuntimeException.class, () -> call.call());
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private double refused(String reason) {
    return meters.get("evenkeel.rejected").tag("reason", reason).counter().count();
  }

  private void await(String what, java.util.function.BooleanSupplier holds) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime() - until).as(what).isNegative();
      Thread.onSpinWait();
    }
  }

  private double queued() {
    return meters.get("evenkeel.queue.rows").gauge().value();
  }

  @Test
  void aFullQueueIsResourceExhaustedAndSaysWhenToAskAgain() throws Exception {
    Future<ModelInferResponse> working = working();
    Future<ModelInferResponse> waiting = stub().modelInfer(request().build());
    await("one waits", () -> queued() == 1);

    StatusRuntimeException refusal =
        refusal(
            () -> GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request().build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refusal.getStatus().getDescription()).contains("too many requests wait");
    assertThat(
            Objects.requireNonNull(refusal.getTrailers())
                .get(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER)))
        .matches("[1-9]\\d*000");
    model.answer.countDown();
    assertThat(working.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
    assertThat(waiting.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
  }

  /// Said by the server: the client has no deadline of its own.
  @Test
  void aTimeoutInTheParametersIsADeadline() throws Exception {
    Future<ModelInferResponse> working = working();
    ModelInferRequest hasty =
        request()
            .putParameters("timeout", InferParameter.newBuilder().setInt64Param(20_000).build())
            .build();

    StatusRuntimeException refusal =
        refusal(() -> GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(hasty));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(refusal.getStatus().getDescription()).contains("deadline passed");
    assertThat(refused("deadline")).isEqualTo(1);
    model.answer.countDown();
    assertThat(working.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void theDeadlineOfACallEndsItAlsoOnTheServer() throws Exception {
    Future<ModelInferResponse> working = working();

    StatusRuntimeException refusal =
        refusal(() ->
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                .modelInfer(request().build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await("the server gave it up", () -> refused("deadline") + refused("cancelled") == 1);
    await("nobody waits", () -> queued() == 0);
    model.answer.countDown();
    assertThat(working.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
  }

  /// Client and server look at the same clock, so both give a call up at one moment, again and
  /// again.
  @Test
  void callsThatBothSidesGiveUpAtOneMomentLeaveTheOthersOfTheirConnectionAlone() throws Exception {
    Future<ModelInferResponse> working = working();

    for (int call = 0; call < 300; call++) {
      StatusRuntimeException refusal =
          refusal(() ->
              GRPCInferenceServiceGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(10, TimeUnit.MILLISECONDS)
                  .modelInfer(request().build()));
      assertThat(refusal.getStatus().getCode())
          .as(refusal.getStatus() + " " + refusal.getTrailers())
          .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);
    }

    model.answer.countDown();
    assertThat(working.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
  }

  /// The same model over HTTP/1.1, where hanging up is all that a client can do.
  @Test
  void aClientOfHttpThatHangsUpLeavesTheQueue() throws Exception {
    Future<ModelInferResponse> working = working();
    String body = "{\"instances\": [{\"x\": %s}]}".formatted(HELD);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "POST /v1/models/m:predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(body.length(), body)
                  .getBytes(StandardCharsets.US_ASCII));
      await("one waits", () -> queued() == 1);
    }

    await("nobody waits", () -> queued() == 0);
    assertThat(refused("cancelled")).isEqualTo(1);
    model.answer.countDown();
    assertThat(working.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
  }

  @Test
  void aCancelledCallLeavesTheQueueAndOthersGoOn() throws Exception {
    Future<ModelInferResponse> working = working();
    Future<ModelInferResponse> waiting = stub().modelInfer(request().build());
    await("one waits", () -> queued() == 1);

    assertThat(waiting.cancel(true)).isTrue();

    await("nobody waits", () -> queued() == 0);
    assertThat(refused("cancelled")).isEqualTo(1);
    Future<ModelInferResponse> next = stub().modelInfer(request().build());
    await("the next waits", () -> queued() == 1);
    model.answer.countDown();
    assertThat(working.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
    assertThat(next.get(SECONDS, TimeUnit.SECONDS).getOutputsCount()).isEqualTo(1);
  }
}
