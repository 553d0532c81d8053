package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that would hold a connection for ever, by raw sockets, while others are answered.
@Timeout(120)
class SlowClientsTest {
  private static final ConnectionSettings IMPATIENT =
      new ConnectionSettings(
          200, Duration.ofMillis(400), Duration.ofMinutes(2), 64 << 20, 1 << 20, 1 << 30);
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String HEAD = "GET /ok" + HOST;
  private static final String POST = "POST /echo" + HOST;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() {
    byte[] large = new byte[64 << 20];
    server =
        HttpServer.start(
            0,
            List.of(
                Route.get("/ok", "", _ -> Reply.text("fine")),
                Route.get(
                    "/large",
                    "",
                    _ -> new Reply.Whole(200, "application/octet-stream", large, Map.of())),
                Route.get("/waits", "", _ -> waits()),
                Route.post(
                    "/echo",
                    "",
                    request -> Reply.text(String.valueOf(request.body(BODY_BYTES_MAX).length)))),
            List.of(),
            Duration.ofSeconds(1),
            List.of(),
            IMPATIENT);
  }

  private Reply waits() {
    asked.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return Reply.text("late but whole");
  }

  @AfterEach
  void stop() {
    answer.countDown();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(60_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /// Until the server hangs up.
  private static String read(Socket socket) {
    StringBuilder read = new StringBuilder();
    byte[] bytes = new byte[4_096];
    try {
      for (int count = 0; count >= 0; count = socket.getInputStream().read(bytes)) {
        read.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the server never hung up", e);
    } catch (IOException e) {
      // It hung up before all was read.
    }
    return read.toString();
  }

  /// One byte after the other, slowly, until the server hangs up.
  private static void trickle(Socket socket, String byteByByte) {
    try {
      for (int sent = 0; ; sent++) {
        write(socket, byteByByte.substring(sent % byteByByte.length()).substring(0, 1));
        LockSupport.parkNanos(20_000_000);
      }
    } catch (IOException e) {
      // It hung up.
    }
  }

  private String get(String path) throws IOException {
    try (Socket socket = connect()) {
      write(socket, "GET " + path + HOST + "Connection: close\r\n\r\n");
      socket.shutdownOutput();
      return read(socket);
    }
  }

  private void untilNoneIsOpen() {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (server.connections() > 0) {
      assertThat(System.nanoTime()).as("a connection stays open").isLessThan(end);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "G",
        "PRI * HTTP/2.0",
        HEAD + "X: ",
        POST + "Content-Length: 100000\r\n\r\n",
        POST + "Transfer-Encoding: chunked\r\n\r\n1",
        POST + "Transfer-Encoding: chunked\r\n\r\n10000\r\n"
      })
  void whoSendsAByteNowAndThenIsCutOff(String begin) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < 20; client++) {
        clients.add(
            threads.submit(() -> {
              try (Socket socket = connect()) {
                write(socket, begin);
                trickle(socket, "x");
              }
              return null;
            }));
      }

      assertThat(get("/ok")).endsWith("fine");

      for (Future<?> client : clients) {
        client.get();
      }
      untilNoneIsOpen();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /o",
        HEAD + "X: y",
        POST + "Content-Length: 9\r\n\r\nfour",
        POST + "Transfer-Encoding: chunked\r\n\r\n9\r\nfour"
      })
  void whoFallsSilentIsCutOff(String begin) throws Exception {
    try (Socket socket = connect()) {
      write(socket, begin);

      assertThat(get("/ok")).endsWith("fine");

      assertThat(read(socket)).doesNotContain("500", "200");
    }
    untilNoneIsOpen();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 9\r\n\r\nfour",
        "Content-Length: 99999\r\n\r\nfour",
        "Transfer-Encoding: chunked\r\n\r\n9\r\nfour"
      })
  void aBodyThatEndsEarlyIsSaidToBeSo(String rest) throws Exception {
    try (Socket socket = connect()) {
      write(socket, POST + rest);
      socket.shutdownOutput();

      assertThat(read(socket)).startsWith("HTTP/1.1 400").contains("ended early");
    }
  }

  @Test
  void aBodyWithoutAnEndIsRefusedAndItsConnectionEnds() throws Exception {
    byte[] chunk = ("8000\r\n" + "x".repeat(0x8000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    long sent = 0;
    try (Socket socket = connect()) {
      write(socket, POST + "Transfer-Encoding: chunked\r\n\r\n");
      OutputStream out = socket.getOutputStream();
      for (; sent < 1L << 30; sent += chunk.length) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // It hung up.
    }
    assertThat(sent).isLessThan(256 << 20);
    assertThat(get("/ok")).endsWith("fine");
    untilNoneIsOpen();
  }

  @Test
  void aChunkOfAnySizeIsNotHeldInMemory() throws Exception {
    try (Socket socket = connect()) {
      write(socket, POST + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\nx");

      assertThat(read(socket)).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aChunkWithoutALengthIsMalformed() throws Exception {
    try (Socket socket = connect()) {
      write(socket, POST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");

      assertThat(read(socket)).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void whoDoesNotReadItsAnswerIsCutOff() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int client = 0; client < 5; client++) {
        Socket socket = connect();
        clients.add(socket);
        write(socket, "GET /large" + HOST + "\r\n");
      }

      assertThat(get("/ok")).endsWith("fine");

      untilNoneIsOpen();
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void theTimeOfTheServerAndTheTimeBetweenRequestsAreNotTheClients() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Socket idle = connect();
        Socket silent = connect()) {
      Future<String> inFlight = threads.submit(() -> get("/waits"));
      write(idle, HEAD + "\r\n");
      assertThat(until(idle, "fine")).startsWith("HTTP/1.1 200");
      asked.await();
      write(silent, "GET /");
      read(silent);
      answer.countDown();

      write(idle, HEAD + "\r\n");

      assertThat(until(idle, "fine")).startsWith("HTTP/1.1 200");
      assertThat(inFlight.get()).endsWith("late but whole");
    }
  }

  @Test
  void aConnectionOnWhichNothingComesEnds() throws Exception {
    ConnectionSettings settings =
        new ConnectionSettings(
            10, Duration.ofMinutes(2), Duration.ofMillis(100), 1, 1 << 20, 1 << 20);
    try (HttpServer own =
            HttpServer.start(
                0,
                List.of(Route.get("/ok", "", _ -> Reply.text("fine"))),
                List.of(),
                Duration.ofSeconds(1),
                List.of(),
                settings);
        Socket fresh = new Socket(InetAddress.getLoopbackAddress(), own.port());
        Socket used = new Socket(InetAddress.getLoopbackAddress(), own.port())) {
      fresh.setSoTimeout(60_000);
      used.setSoTimeout(60_000);
      write(used, HEAD + "\r\n");

      assertThat(read(fresh)).isEmpty();
      assertThat(read(used)).endsWith("fine");
    }
  }

  private static String until(Socket socket, String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int one = socket.getInputStream().read();
      assertThat(one).as(read.toString()).isNotNegative();
      read.append((char) one);
    }
    return read.toString();
  }
}
