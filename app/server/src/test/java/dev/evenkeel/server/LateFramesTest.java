package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Frames of HTTP/2 by hand, from a client that takes back what has just been answered, or goes on
/// with what it took back.
@Timeout(60)
class LateFramesTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GO_AWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_STREAM = 0x1;
  private static final int END_HEADERS = 0x4;
  private static final byte[] CANCEL = {0, 0, 0, 8};

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private HttpServer server;
  private Socket socket;
  private DataInputStream in;

  private record Came(int type, int flags, int stream, int increment) {}

  @BeforeEach
  void connect() throws IOException {
    server =
        HttpServer.start(
            0,
            List.of(
                Route.get("/quick", "answers", _ -> Reply.text("quick")),
                Route.get("/slow", "waits", _ -> slow())));
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  @AfterEach
  void close() throws IOException {
    answer.countDown();
    socket.close();
    server.close();
  }

  private Reply slow() {
    asked.countDown();
    try {
      assertThat(answer.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Reply.text("slow");
  }

  private void send(int type, int flags, int stream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(stream >> shift);
    }
    frame.write(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  private void get(int stream, String path) throws IOException {
    request(stream, path, END_STREAM | END_HEADERS);
  }

  private void request(int stream, String path, int flags) throws IOException {
    String authority = "127.0.0.1:" + server.port();
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x82); // :method GET
    block.write(0x86); // :scheme http
    block.write(0x04); // :path
    block.write(path.length());
    block.write(path.getBytes(US_ASCII));
    block.write(0x01); // :authority
    block.write(authority.length());
    block.write(authority.getBytes(US_ASCII));
    send(HEADERS, flags, stream, block.toByteArray());
  }

  private List<Came> until(int type, int stream) throws IOException {
    List<Came> came = new ArrayList<>();
    while (true) {
      int head = in.readInt();
      int flags = in.readUnsignedByte();
      int id = in.readInt();
      boolean isUpdate = (head & 0xff) == WINDOW_UPDATE;
      Came frame = new Came(head & 0xff, flags, id, isUpdate ? in.readInt() : 0);
      in.skipNBytes((head >>> 8) - (isUpdate ? Integer.BYTES : 0));
      came.add(frame);
      if (frame.type == type && frame.stream == stream) {
        return came;
      }
    }
  }

  private List<Came> answered(int stream, String path) throws IOException {
    get(stream, path);
    return until(DATA, stream);
  }

  @Test
  void aResetOfAnAnsweredStreamLeavesTheOthersAlone() throws Exception {
    get(1, "/slow");
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    answered(3, "/quick");
    answered(5, "/quick");

    send(RESET, 0, 3, CANCEL);
    send(RESET, 0, 3, CANCEL);
    send(PING, 0, 0, new byte[8]);

    assertThat(until(PING, 0)).noneMatch(frame -> frame.type == GO_AWAY);
    answer.countDown();
    assertThat(until(DATA, 1)).noneMatch(frame -> frame.type == GO_AWAY);
    answered(7, "/quick");
  }

  /// As gRPC's client on Netty does when a call is given up before its message has gone.
  @Test
  void dataOfAStreamThatWasTakenBackIsLeftOutAndGivenBack() throws Exception {
    get(1, "/slow");
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    request(3, "/quick", END_HEADERS);
    send(RESET, 0, 3, CANCEL);
    int frames = 200;
    for (int frame = 0; frame < frames; frame++) {
      send(DATA, frame == frames - 1 ? END_STREAM : 0, 3, new byte[16_384]);
    }
    send(PING, 0, 0, new byte[8]);

    List<Came> came = until(PING, 0);

    assertThat(came).noneMatch(frame -> frame.type == GO_AWAY);
    assertThat(came.stream().filter(frame -> frame.stream == 0).mapToInt(Came::increment).sum())
        .isGreaterThanOrEqualTo(frames * 16_384);
    answer.countDown();
    until(DATA, 1);
    answered(5, "/quick");
  }

  /// The filter must not hide what is a fault.
  @Test
  void dataOfAStreamThatNeverWasEndsTheConnection() throws Exception {
    answered(1, "/quick");

    send(DATA, END_STREAM, 9, new byte[] {1});

    assertThat(until(GO_AWAY, 0)).isNotEmpty();
  }

  @Test
  void aResetOfAStreamThatNeverWasEndsTheConnection() throws Exception {
    answered(1, "/quick");

    send(RESET, 0, 9, CANCEL);

    assertThat(until(GO_AWAY, 0)).isNotEmpty();
  }

  @Test
  void aResetOfAWrongSizeEndsTheConnection() throws Exception {
    answered(1, "/quick");
    answered(3, "/quick");

    send(RESET, 0, 1, new byte[] {0, 0, 8});

    assertThat(until(GO_AWAY, 0)).isNotEmpty();
  }
}
