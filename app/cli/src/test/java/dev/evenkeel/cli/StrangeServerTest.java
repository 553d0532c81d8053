package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Commands end, and in words, whatever it is that answers them.
@Timeout(120)
class StrangeServerTest {
  private HttpServer strange;

  @BeforeEach
  void start() throws IOException {
    strange = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    strange.start();
  }

  @AfterEach
  void stop() {
    strange.stop(0);
  }

  private AtomicInteger answers(int status, String body) {
    AtomicInteger asked = new AtomicInteger();
    strange.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
    return asked;
  }

  private Cli.Seen list() {
    String address = "http://127.0.0.1:" + strange.getAddress().getPort();
    return Cli.run("experiment", "list", "--server", address);
  }

  @Test
  void anEmptyPageThatPromisesMoreIsTheLast() {
    AtomicInteger asked = answers(200, "{\"next_page_token\": \"again\"}");

    Cli.Seen seen = list();

    assertThat(seen.out()).contains("There are more");
    assertThat(asked).hasValue(1);
  }

  @Test
  void pagesWithoutEndEndAtTheBound() {
    AtomicInteger asked =
        answers(200, "{\"experiments\": [{\"name\": \"x\"}], \"next_page_token\": \"again\"}");

    Cli.Seen seen = list();

    assertThat(seen.exitCode()).isZero();
    assertThat(asked).hasValue(TrackingServer.FOUND_MAX);
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    strange.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
              out.write(new byte[1 << 20]);
            }
          }
        });

    Cli.Seen seen = list();

    assertThat(seen.err()).contains("answers more than 64 MiB");
    assertThat(seen.exitCode()).isEqualTo(2);
  }

  @Test
  void whatIsNoJsonIsNoEvenkeel() {
    answers(200, "<html>");

    assertThat(list().err()).contains("is no Evenkeel");
  }

  @Test
  void theProtocolsCodeDecidesWhoseFaultItIs() {
    answers(400, "{\"error_code\": \"RESOURCE_ALREADY_EXISTS\", \"message\": \"it is taken\"}");

    Cli.Seen seen = list();

    assertThat(seen.err()).contains("it is taken");
    assertThat(seen.exitCode()).isEqualTo(5);
  }
}
