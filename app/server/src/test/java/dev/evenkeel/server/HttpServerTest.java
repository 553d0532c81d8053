package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.KeptFile;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hostile and unlucky clients, by raw sockets.
class HttpServerTest {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final AtomicInteger closed = new AtomicInteger();
  private final InputStream file =
      new ByteArrayInputStream("bytes".getBytes(StandardCharsets.UTF_8)) {
        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            0,
            List.of(
                Route.get("/ok", "", _ -> Reply.text("fine")),
                Route.get(
                    "/file",
                    "",
                    request ->
                        new KeptFile("a", 5, "text/plain", _ -> file).reply(request, Map.of())),
                Route.get(
                    "/fails",
                    "",
                    _ -> {
                      throw new IllegalStateException("select secret from t at /srv/home");
                    }),
                Route.get(
                    "/disk",
                    "",
                    _ -> {
                      throw Problem.of(Problem.Kind.ENVIRONMENT, "the disk is full", "free some")
                          .asException(new IOException("/srv/home/file"));
                    }),
                Route.get(
                    "/breaks",
                    "",
                    _ ->
                        new Reply.Streamed(
                            200,
                            "text/plain",
                            out -> {
                              throw new IllegalStateException("/srv/home");
                            },
                            Map.of())),
                Route.get(
                    "/sized",
                    "",
                    _ ->
                        new Reply.Streamed(
                            200,
                            "text/plain",
                            out -> out.write("whole".getBytes(StandardCharsets.UTF_8)),
                            Map.of(),
                            OptionalLong.of(5))),
                Route.get(
                    "/cut",
                    "",
                    _ ->
                        new Reply.Streamed(
                            200,
                            "text/plain",
                            out -> {
                              out.write("who".getBytes(StandardCharsets.UTF_8));
                              throw new IllegalStateException("the rest is damaged");
                            },
                            Map.of(),
                            OptionalLong.of(5))),
                Route.get("/short", "", _ -> streamed("short")),
                Route.get("/empty", "", _ -> streamed("")),
                Route.get("/slow", "", _ -> slow()),
                Route.get("/v2", "", _ -> Reply.text("v2")),
                Route.post(
                    "/echo", "", request -> Reply.text(String.valueOf(request.body(9).length)))));
  }

  private Reply slow() {
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

  private String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      // The server does not hang up by itself after `Connection: close`: helidon-io/helidon#12324.
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path, String headers) throws IOException {
    return raw("GET " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n");
  }

  private String get(String path) throws IOException {
    return get(path, "Host: localhost\r\n");
  }

  /// By a raw socket: a client of the JDK closes by itself.
  @Test
  void aClientThatWantsNoMoreIsHungUpOn() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 404").contains("Connection: close");
    }
  }

  private static Reply streamed(String text) {
    return new Reply.Streamed(
        200, "text/plain", out -> out.write(text.getBytes(StandardCharsets.UTF_8)), Map.of());
  }

  /// A client that keeps its connection would wait for the rest.
  @Test
  @Timeout(30)
  void aStreamThatBreaksOffEndsTheConnection() throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      write(socket, "GET /cut HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .doesNotContain("damaged");
    }
    assertThat(get("/ok")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aStreamOfUnknownLengthMayBeShortOrEmpty() throws IOException {
    assertThat(get("/short")).startsWith("HTTP/1.1 200").contains("short");
    assertThat(get("/empty")).startsWith("HTTP/1.1 200");
    assertThat(get("/ok")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aStreamOfKnownLengthSaysIt() throws Exception {
    String answer = get("/sized");

    assertThat(answer)
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("Content-Length: 5\r\n")
        .doesNotContainIgnoringCase("Transfer-Encoding")
        .endsWith("\r\n\r\nwhole");
  }

  @Test
  void answersThisMachineOnly() throws Exception {
    for (String mine :
        List.of(
            "Host: localhost\r\n",
            "Host: LOCALHOST:80\r\n",
            "Host: 127.0.0.1:8080\r\n",
            "Host: [::1]:8080\r\n",
            "Host: localhost\r\nOrigin: http://localhost:3000\r\n")) {
      assertThat(get("/ok", mine)).as(mine).startsWith("HTTP/1.1 200").endsWith("fine");
    }
    for (String foreign :
        List.of(
            "Host: evil.example\r\n",
            "Host: localhost.evil.example\r\n",
            "Host: 127.0.0.1.evil.example:80\r\n",
            "Host: localhost\r\nOrigin: https://evil.example\r\n",
            "Host: localhost\r\nOrigin: http://localhost.evil.example\r\n",
            "Host: localhost\r\nOrigin: null\r\n")) {
      assertThat(get("/ok", foreign))
          .as(foreign)
          .startsWith("HTTP/1.1 403")
          .contains("application/problem+json")
          .doesNotContain("fine");
    }
  }

  @Test
  void aFailureTellsNothingOfTheInside() throws Exception {
    for (String path : List.of("/fails", "/disk")) {
      assertThat(get(path))
          .as(path)
          .contains("application/problem+json")
          .doesNotContain("/srv", "select", "Exception", "\tat ");
    }
    assertThat(get("/fails")).startsWith("HTTP/1.1 500");
    assertThat(get("/disk")).startsWith("HTTP/1.1 503").contains("the disk is full", "free some");
    assertThat(get("/breaks")).doesNotContain("/srv", "Exception");
    assertThat(get("/ok")).endsWith("fine");
  }

  @Test
  void belowV2EveryRefusalIsInTheFormOfItsProtocol() throws Exception {
    String rest = " HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n";

    assertThat(raw("POST /v2" + rest + "Host: localhost\r\n\r\n{}"))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: GET", "application/json", "{\"error\":")
        .doesNotContain("problem+json");
    assertThat(raw("POST /v2/nowhere" + rest + "Host: localhost\r\n\r\n{}"))
        .startsWith("HTTP/1.1 404")
        .contains("{\"error\":");
    assertThat(get("/v2", "Host: evil.example\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("{\"error\":");
    assertThat(get("/v2x")).startsWith("HTTP/1.1 404").contains("problem+json");
  }

  @Test
  void whatIsNoHttpTellsNothingOfTheInside() throws Exception {
    for (String request :
        List.of(
            "nonsense\r\n\r\n",
            "GET /ok HTTP/9.9\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET /ok HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n")) {
      assertThat(raw(request))
          .as(request.substring(0, 12))
          .doesNotStartWith("HTTP/1.1 200")
          .doesNotContain("io.helidon", "Exception", "\tat ");
    }
    assertThat(get("/ok")).endsWith("fine");
  }

  @Test
  void halfARequestAndASlowClientHoldUpNobody() throws Exception {
    try (Socket half = connect();
        Socket slow = connect()) {
      write(half, "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nfour");
      write(slow, "GET /ok HTT");

      assertThat(get("/ok")).endsWith("fine");

      half.shutdownOutput();
      write(slow, "P/1.1\r\nHost: localhost\r\n\r\n");
      slow.shutdownOutput();
      assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("fine");
    }
    assertThat(get("/ok")).endsWith("fine");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedInWords() throws Exception {
    String request =
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\n";

    assertThat(raw(request + "0123456789")).startsWith("HTTP/1.1 413").contains("larger than 9");
    assertThat(raw(request.replace("10", "9") + "012345678")).endsWith("9");
  }

  @Test
  void closingAnswersTheRequestInFlight() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> inFlight = threads.submit(() -> get("/slow"));
      asked.await();
      Future<?> closing = threads.submit(server::close);
      answer.countDown();

      assertThat(inFlight.get()).startsWith("HTTP/1.1 200").endsWith("late but whole");
      closing.get();
    }
  }

  @Test
  @Timeout(20)
  void saysHowLongAnAnswerIsWithoutSendingIt() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      for (String asked : List.of("HEAD /file", "HEAD /nothing", "GET /ok")) {
        String last = asked.startsWith("GET") ? "Connection: close\r\n" : "";
        String request = "%s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(asked, last);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      }
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String[] parts = answers.split("HTTP/1.1 ", -1);
      assertThat(parts).hasSize(4);
      assertThat(parts[1])
          .startsWith("200")
          .containsIgnoringCase("content-length: 5")
          .endsWith("\r\n\r\n");
      assertThat(parts[2]).startsWith("404").endsWith("\r\n\r\n");
      assertThat(parts[3]).startsWith("200").endsWith("fine");
      assertThat(closed).hasValue(1);
    }
  }
}
