package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests that together want more memory than there is, on a real port.
@Timeout(120)
class BodyBudgetTest {
  private static final int MIB = 1 << 20;
  private static final ConnectionSettings SMALL =
      new ConnectionSettings(
          200, Duration.ofMinutes(2), Duration.ofMinutes(2), 1 << 20, 8 * MIB, 8 * MIB);
  private static final String POST = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";

  private final CountDownLatch answer = new CountDownLatch(1);
  private HttpServer server;
  private ManagedChannel channel;

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
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
      };
  private static final MethodDescriptor<byte[], byte[]> LENGTH = method("Length");
  private static final MethodDescriptor<byte[], byte[]> SILENT = method("Silent");

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName("test.Service/" + name)
        .setRequestMarshaller(BYTES)
        .setResponseMarshaller(BYTES)
        .build();
  }

  @BeforeEach
  void start() {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("test.Service")
            .addMethod(LENGTH, (call, _) -> length(call))
            .addMethod(SILENT, (_, _) -> new ServerCall.Listener<>() {})
            .build();
    server =
        HttpServer.start(
            0,
            List.of(
                Route.post(
                    "/echo",
                    "",
                    request -> Reply.text(String.valueOf(request.body(64 * MIB).length))),
                Route.post("/waits", "", request -> waits(request.body(64 * MIB))),
                Route.post(
                    "/unpacks",
                    "",
                    request -> {
                      request.hold(6 * MIB);
                      return Reply.text("unpacked");
                    })),
            List.of(),
            Duration.ofSeconds(1),
            List.of(service),
            SMALL);
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  private Reply waits(byte[] body) {
    try {
      answer.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Reply.text(String.valueOf(body.length));
  }

  private static ServerCall.Listener<byte[]> length(ServerCall<byte[], byte[]> call) {
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(byte[] message) {
        call.sendHeaders(new Metadata());
        call.sendMessage(String.valueOf(message.length).getBytes(StandardCharsets.US_ASCII));
        call.close(Status.OK, new Metadata());
      }
    };
  }

  @AfterEach
  void stop() {
    answer.countDown();
    channel.shutdownNow();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  /// Sends a head and so much of its body.
  private static void begin(Socket socket, String head, int length, int sent) throws IOException {
    byte[] text =
        "%sContent-Length: %d\r\n\r\n".formatted(head, length).getBytes(StandardCharsets.US_ASCII);
    socket.getOutputStream().write(text);
    socket.getOutputStream().write(new byte[sent]);
    socket.getOutputStream().flush();
  }

  private String ask(String head, int length) throws IOException {
    try (Socket socket = connect()) {
      begin(socket, head + "Connection: close\r\n", length, length);
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void untilUsed(long least, long most) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (server.budget().usedBytes() < least || server.budget().usedBytes() > most) {
      assertThat(System.nanoTime())
          .as("%d bytes are used", server.budget().usedBytes())
          .isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// One that still reads what was sent would be told to come back, too.
  private void untilUnchanged() throws InterruptedException {
    long seen;
    do {
      seen = server.budget().usedBytes();
      Thread.sleep(500);
    } while (server.budget().usedBytes() != seen);
  }

  @Test
  void bodiesThatAreNotWholeHoldWhatHasComeAndNoMore() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int client = 0; client < 3; client++) {
        Socket socket = connect();
        clients.add(socket);
        begin(socket, POST, 60 * MIB, 2 * MIB);
      }
      untilUsed(6 * MIB, 7 * MIB);
      untilUnchanged();

      assertThat(ask(POST, 4 * MIB))
          .startsWith("HTTP/1.1 429")
          .contains("Retry-After: 2", "take too much memory");
      assertThat(ask(POST, 60_000)).startsWith("HTTP/1.1 200").endsWith("60000");
      assertThat(server.budget().refused()).isEqualTo(1);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    untilUsed(0, 0);
    assertThat(ask(POST, 4 * MIB)).endsWith(String.valueOf(4 * MIB));
  }

  @Test
  void aRequestHoldsItsBodyUntilItIsAnswered() throws Exception {
    try (Socket waiting = connect()) {
      begin(waiting, POST.replace("echo", "waits"), 5 * MIB, 5 * MIB);
      untilUsed(5 * MIB, 5 * MIB + 64 * 1024);

      assertThat(ask(POST, 4 * MIB)).startsWith("HTTP/1.1 429");
      assertThat(ask(POST.replace("echo", "unpacks"), 2)).startsWith("HTTP/1.1 429");
      assertThat(grpc(3 * MIB)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);

      answer.countDown();
      untilUsed(0, 0);
      assertThat(ask(POST.replace("echo", "unpacks"), 2)).startsWith("HTTP/1.1 200");
      assertThat(grpc(3 * MIB)).isEqualTo(Status.Code.OK);
      untilUsed(0, 0);
    }
  }

  @Test
  void aBodyThatIsLargerThanAllMayComeAlone() throws Exception {
    assertThat(ask(POST, 20 * MIB)).endsWith(String.valueOf(20 * MIB));
    untilUsed(0, 0);
  }

  private Status.Code grpc(int bytes) {
    StatusRuntimeException refusal =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    LENGTH,
                    CallOptions.DEFAULT.withDeadlineAfter(30, TimeUnit.SECONDS),
                    new byte[bytes]));
    return refusal == null ? Status.Code.OK : refusal.getStatus().getCode();
  }

  @Test
  void aCallThatStopsWithinItsMessagesGivesBackWhatItHeld() {
    ClientCall<byte[], byte[]> call = channel.newCall(SILENT, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(1);
    call.sendMessage(new byte[2 * MIB]);
    untilUsed(4 * MIB, 5 * MIB);

    call.cancel("no more", null);

    untilUsed(0, 0);
  }

  @Test
  void aConnectionThatEndsGivesBackWhatItsCallsHeld() {
    ClientCall<byte[], byte[]> call = channel.newCall(SILENT, CallOptions.DEFAULT);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(1);
    call.sendMessage(new byte[2 * MIB]);
    untilUsed(4 * MIB, 5 * MIB);

    channel.shutdownNow();

    untilUsed(0, 0);
  }

  @Test
  void whatWasGivenBackCanBeTakenAgainAndNothingIsTakenAfterTheEnd() {
    BodyBudget budget = new BodyBudget(MIB);
    BodyBudget.Held one = budget.open();
    one.grow(MIB);
    BodyBudget.Held two = budget.open();

    assertThatThrownBy(() -> two.grow(MIB))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.BUSY));
    one.clear();
    one.grow(MIB);
    one.close();
    one.grow(MIB);

    assertThat(budget.usedBytes()).isZero();
  }
}
