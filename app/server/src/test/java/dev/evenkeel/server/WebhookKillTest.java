package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `kill -9` between a change and the telling of it.
@Timeout(240)
class WebhookKillTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir Path folder;

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final AtomicInteger answer = new AtomicInteger(503);

  private record Told(String id, String subject) {}

  private HttpServer receiver(int port) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode body = Json.parse(exchange.getRequestBody().readAllBytes(), "the event");
          told.add(
              new Told(
                  exchange.getRequestHeaders().getFirst("webhook-id"),
                  body.path("subject").asString("")));
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void whatWasCommittedIsToldAfterARestartUnderTheSameId() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(
        home.resolve(ServerConfiguration.FILE),
        "egress: {allow: [127.0.0.0/8]}\nwebhooks: {attempts: 900, firstPause: 1s, longestPause: 1s}");
    HttpServer down = receiver(0);
    int port = down.getAddress().getPort();
    Process process = start(home);
    Told unheard;
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = address(process);
      post(
          client,
          address.resolve("/api/v1/webhooks"),
          """
          {"name": "hook", "url": "http://127.0.0.1:%d/", "events": ["model.created"],
           "secret": "%s"}
          """
              .formatted(port, SECRET));
      create(client, address, "first");
      unheard = told.take();
      down.stop(0);
      // Committed, and nobody is there to be told.
      create(client, address, "second");
    } finally {
      process.destroyForcibly().waitFor();
    }
    told.clear();
    answer.set(200);

    HttpServer up = receiver(port);
    try (Evenkeel _ =
        Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system())) {
      List<Told> both = List.of(next(), next());

      assertThat(both).extracting(Told::subject).containsExactlyInAnyOrder("first", "second");
      assertThat(both).contains(unheard);
      assertThat(told.poll(3, TimeUnit.SECONDS)).as("what has arrived comes once").isNull();
    } finally {
      up.stop(0);
    }
    assertThat(Files.readString(home.resolve("secrets.key"))).doesNotContain(SECRET);
  }

  private Told next() throws InterruptedException {
    Told next = told.poll(90, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was told");
    }
    return next;
  }

  private static void create(HttpClient client, URI address, String name) throws Exception {
    post(
        client,
        address.resolve("/api/2.0/mlflow/registered-models/create"),
        "{\"name\": \"%s\"}".formatted(name));
  }

  private static void post(HttpClient client, URI address, String body) throws Exception {
    var response =
        client.send(
            HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(response.statusCode() / 100).as(new String(response.body(), UTF_8)).isEqualTo(2);
  }

  private static Process start(Path home) throws Exception {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.jooq.no-logo=true",
                "-Dorg.jooq.no-tips=true",
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName(),
                home.toString()))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static URI address(Process process) throws Exception {
    var lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("http://")) {
        return URI.create(line);
      }
    }
    throw new AssertionError("the server did not start");
  }
}
