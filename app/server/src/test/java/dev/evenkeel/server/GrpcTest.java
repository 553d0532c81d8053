package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// gRPC on the port of HTTP, asked by the usual client.
class GrpcTest {
  private static final int MIB = 1 << 20;
  private static final MethodDescriptor<byte[], byte[]> ECHO = method("Echo", new Bytes());
  private static final MethodDescriptor<byte[], byte[]> FAIL = method("Fail", new Bytes());
  private static final MethodDescriptor<byte[], byte[]> BREAK = method("Break", new Bytes());
  private static final MethodDescriptor<byte[], byte[]> WAIT = method("Wait", new Bytes());
  private static final MethodDescriptor<byte[], byte[]> TIMEOUT = method("Timeout", new Bytes());
  private static final MethodDescriptor<byte[], byte[]> STRICT = method("Strict", new NoBytes());
  private static final String WORDS = "100 % wrong,\nthe name is `Ünal`";

  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private HttpServer server;
  private ManagedChannel channel;

  /// Takes one message and answers by it.
  private record Answering(Answer answer) implements ServerCallHandler<byte[], byte[]> {
    interface Answer {
      void to(byte[] message, ServerCall<byte[], byte[]> call, Metadata headers);
    }

    @Override
    public ServerCall.Listener<byte[]> startCall(
        ServerCall<byte[], byte[]> call, Metadata headers) {
      call.request(1);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(byte[] message) {
          answer.to(message, call, headers);
        }
      };
    }
  }

  private static void send(ServerCall<byte[], byte[]> call, byte[] message) {
    call.sendHeaders(new Metadata());
    call.sendMessage(message);
    call.close(Status.OK, new Metadata());
  }

  @BeforeEach
  void start() {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("test.Service")
            .addMethod(ECHO, new Answering((message, call, _) -> send(call, message)))
            .addMethod(
                FAIL,
                new Answering((_, call, _) ->
                    call.close(Status.NOT_FOUND.withDescription(WORDS), new Metadata())))
            .addMethod(
                BREAK,
                new Answering((_, _, _) -> {
                  throw new IllegalStateException("/srv/home");
                }))
            .addMethod(WAIT, this::wait)
            .addMethod(
                TIMEOUT,
                new Answering((_, call, headers) ->
                    send(
                        call,
                        String.valueOf(
                                headers.get(
                                    Metadata.Key.of(
                                        "grpc-timeout", Metadata.ASCII_STRING_MARSHALLER)))
                            .getBytes(StandardCharsets.UTF_8))))
            .addMethod(STRICT, new Answering((message, call, _) -> send(call, message)))
            .build();
    server =
        HttpServer.start(
            0,
            List.of(Route.get("/ok", "", _ -> Reply.text("fine"))),
            List.of(),
            Duration.ofSeconds(1),
            List.of(service),
            ConnectionSettings.DEFAULT);
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .maxInboundMessageSize(65 * MIB)
            .build();
  }

  private ServerCall.Listener<byte[]> wait(ServerCall<byte[], byte[]> call, Metadata headers) {
    waiting.countDown();
    return new ServerCall.Listener<>() {
      @Override
      public void onCancel() {
        cancelled.countDown();
      }
    };
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    assertThat(channel.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    server.close();
  }

  private static MethodDescriptor<byte[], byte[]> method(
      String name, MethodDescriptor.Marshaller<byte[]> requests) {
    return MethodDescriptor.newBuilder(requests, new Bytes())
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("test.Service/" + name)
        .build();
  }

  private byte[] ask(MethodDescriptor<byte[], byte[]> method, byte[] message) {
    return ask(method, message, CallOptions.DEFAULT);
  }

  private byte[] ask(MethodDescriptor<byte[], byte[]> method, byte[] message, CallOptions options) {
    CallOptions bounded =
        options.getDeadline() == null ? options.withDeadlineAfter(60, TimeUnit.SECONDS) : options;
    return ClientCalls.blockingUnaryCall(channel, method, bounded, message);
  }

  private Status refusal(
      MethodDescriptor<byte[], byte[]> method, byte[] message, CallOptions options) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> ask(method, message, options))
        .getStatus();
  }

  private Status refusal(MethodDescriptor<byte[], byte[]> method, byte[] message) {
    return refusal(method, message, CallOptions.DEFAULT);
  }

  @Test
  void answersBesideHttpOnOnePort() throws Exception {
    assertThat(ask(ECHO, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
    assertThat(ask(ECHO, new byte[0])).isEmpty();

    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (version == HttpClient.Version.HTTP_1_1 || version == HttpClient.Version.HTTP_2) {
        try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
          HttpRequest request =
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/ok"))
                  .build();
          HttpResponse<String> response =
              client.send(request, HttpResponse.BodyHandlers.ofString());
          assertThat(response.body()).isEqualTo("fine");
          assertThat(response.version()).isEqualTo(version);
        }
      }
    }
  }

  @Test
  void carriesLargeMessagesAndRefusesLargerOnes() {
    byte[] large = new byte[20 * MIB];
    Arrays.fill(large, (byte) 7);

    assertThat(ask(ECHO, large)).isEqualTo(large);

    assertThat(refusal(ECHO, new byte[65 * MIB]))
        .satisfies(status -> {
          assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
          assertThat(status.getDescription()).contains("larger than");
        });
    assertThat(ask(ECHO, new byte[] {1})).containsExactly(1);
  }

  @Test
  void unpacksGzipButNoBomb() {
    CallOptions packed = CallOptions.DEFAULT.withCompression("gzip");
    byte[] message = new byte[MIB];

    assertThat(ask(ECHO, message, packed)).isEqualTo(message);
    assertThat(refusal(ECHO, new byte[65 * MIB], packed).getCode())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void saysWhatWentWrongInAnyLetters() {
    assertThat(refusal(FAIL, new byte[1]))
        .satisfies(status -> {
          assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
          assertThat(status.getDescription()).isEqualTo(WORDS);
        });
    assertThat(refusal(method("Unknown", new Bytes()), new byte[1]).getCode())
        .isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(refusal(STRICT, new byte[1]).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal(BREAK, new byte[1]))
        .satisfies(status -> {
          assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
          assertThat(status.getDescription()).doesNotContain("/srv");
        });
    assertThat(ask(ECHO, new byte[] {1})).containsExactly(1);
  }

  @Test
  void handsDeadlinesOnAndHearsOfCancellations() throws Exception {
    assertThat(new String(ask(TIMEOUT, new byte[1]), StandardCharsets.UTF_8)).matches("\\d+[mun]");

    ClientCall<byte[], byte[]> call = channel.newCall(WAIT, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.sendMessage(new byte[1]);
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
    call.cancel("enough", null);

    assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void manyCallsAtOnceOnOneConnection() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> answers =
          threads.invokeAll(
              java.util.stream.IntStream.range(0, 500)
                  .<java.util.concurrent.Callable<byte[]>>mapToObj(i ->
                      () ->
                          ask(ECHO, String.valueOf(i).repeat(100).getBytes(StandardCharsets.UTF_8)))
                  .toList());
      for (int i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).asString().isEqualTo(String.valueOf(i).repeat(100));
      }
    }
  }

  private static class Bytes implements MethodDescriptor.Marshaller<byte[]> {
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

  /// Reads nothing.
  private static final class NoBytes extends Bytes {
    @Override
    public byte[] parse(InputStream stream) {
      throw Status.INTERNAL.asRuntimeException();
    }
  }
}
