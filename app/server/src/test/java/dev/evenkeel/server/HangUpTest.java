package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients of HTTP/1.1 that hang up, or stay, while their request is worked on, by raw sockets.
@Timeout(60)
class HangUpTest {
  private static final int LONG_MILLIS = 300;

  private final Semaphore asked = new Semaphore(0);
  private final Semaphore answers = new Semaphore(0);
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            0,
            List.of(
                Route.post(
                    "/for-the-client",
                    "",
                    request -> {
                      String body = body(request);
                      request.endWithClient();
                      return work(body);
                    }),
                Route.post("/in-any-case", "", request -> work(body(request)))));
  }

  @AfterEach
  void stop() {
    answers.release(100);
    server.close();
  }

  private static String body(Request request) {
    return new String(request.body(100), US_ASCII);
  }

  private Reply work(String body) {
    asked.release();
    try {
      assertThat(answers.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      ended.complete("done");
    } catch (InterruptedException e) {
      ended.complete("interrupted");
      throw new IllegalStateException(e);
    }
    return Reply.text("answer to " + body);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static void send(Socket socket, String path, String body) throws IOException {
    socket
        .getOutputStream()
        .write(
            "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body)
                .getBytes(US_ASCII));
  }

  private void awaitAsked() throws InterruptedException {
    assertThat(asked.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void assertAnswered(Socket socket, String body) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith("answer to " + body)) {
      int next = socket.getInputStream().read();
      assertThat(next).as(read.toString()).isNotNegative();
      read.append((char) next);
    }
    assertThat(read).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void workForAClientThatHangsUpIsInterrupted() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "/for-the-client", "one");
      awaitAsked();
    }

    assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("interrupted");
  }

  @Test
  void otherWorkIsDoneToItsEnd() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "/in-any-case", "one");
      awaitAsked();
    }
    Thread.sleep(LONG_MILLIS);
    answers.release();

    assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("done");
  }

  @Test
  void theNextRequestMayComeWhileOneIsWorkedOn() throws Exception {
    try (Socket socket = connect()) {
      for (int round = 0; round < 3; round++) {
        send(socket, "/for-the-client", "first");
        awaitAsked();
        Thread.sleep(LONG_MILLIS);
        send(socket, "/for-the-client", "second");
        Thread.sleep(LONG_MILLIS);
        answers.release(2);

        assertAnswered(socket, "first");
        assertAnswered(socket, "second");
        awaitAsked();
      }
    }
  }

  @Test
  void aClientThatStaysGoesOnAfterLongWork() throws Exception {
    try (Socket socket = connect()) {
      for (int round = 0; round < 3; round++) {
        send(socket, "/for-the-client", "long");
        awaitAsked();
        Thread.sleep(LONG_MILLIS);
        answers.release();
        assertAnswered(socket, "long");
        send(socket, "/in-any-case", "short");
        awaitAsked();
        answers.release();
        assertAnswered(socket, "short");
      }
    }
  }

  @Test
  void theServerEndsWhileAConnectionIsWatched() throws Exception {
    try (Socket socket = connect()) {
      send(socket, "/for-the-client", "long");
      awaitAsked();
      Thread.sleep(LONG_MILLIS);
      answers.release();
      assertAnswered(socket, "long");
      long begun = System.nanoTime();

      server.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }
  }
}
