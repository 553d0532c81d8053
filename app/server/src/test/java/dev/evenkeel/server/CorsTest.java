package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What pages of other sites may ask, by raw sockets as their browsers would.
class CorsTest {
  private static final String SHOP = "Origin: https://shop.example\r\n";
  private static final String PREFLIGHT =
      SHOP
          + "Access-Control-Request-Method: POST\r\n"
          + "Access-Control-Request-Headers: content-type\r\n";
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            0,
            List.of(
                Route.post("/v1/models/{name}", "", _ -> Reply.text("predicted")).asShared(),
                Route.post("/secret", "", _ -> Reply.text("secret"))),
            List.of("https://shop.example"),
            Duration.ofSeconds(1),
            List.of(),
            ConnectionSettings.DEFAULT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String ask(String method, String path, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(60_000);
      String request =
          "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n%s\r\n"
              .formatted(method, path, headers);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aConfiguredOriginMayAskASharedAddress() throws Exception {
    assertThat(ask("OPTIONS", "/v1/models/m:predict", PREFLIGHT))
        .startsWith("HTTP/1.1 204")
        .contains("Access-Control-Allow-Origin: https://shop.example")
        .contains("Access-Control-Allow-Methods: POST")
        .contains("Content-Type")
        .contains("Vary: Origin");
    assertThat(ask("POST", "/v1/models/m:predict", SHOP))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://shop.example")
        .endsWith("predicted");
  }

  @Test
  void nobodyElseMayAndItMayAskNothingElse() throws Exception {
    for (String other :
        List.of(
            "https://shop.example.evil",
            "http://shop.example",
            "https://shop.example:444",
            "https://evil.example",
            "null")) {
      String headers = PREFLIGHT.replace("https://shop.example", other);
      for (String method : List.of("OPTIONS", "POST")) {
        assertThat(ask(method, "/v1/models/m:predict", headers))
            .as(other)
            .startsWith("HTTP/1.1 403")
            .doesNotContain("Access-Control-Allow", "predicted");
      }
    }
    assertThat(ask("OPTIONS", "/secret", PREFLIGHT)).startsWith("HTTP/1.1 403");
    assertThat(ask("POST", "/secret", SHOP))
        .startsWith("HTTP/1.1 403")
        .doesNotContain("Access-Control-Allow", "secret");
    assertThat(ask("POST", "/nowhere", SHOP)).startsWith("HTTP/1.1 403");
  }

  @Test
  void ourOwnPagesNeedNoLeave() throws Exception {
    assertThat(ask("POST", "/secret", "Origin: http://localhost:3000\r\n"))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("Access-Control-Allow");
  }
}
