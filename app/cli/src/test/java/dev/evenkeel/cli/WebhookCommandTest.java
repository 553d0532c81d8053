package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.server.Evenkeel;
import dev.evenkeel.server.ServerConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class WebhookCommandTest {
  @TempDir Path folder;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final AtomicInteger answer = new AtomicInteger(200);
  private Evenkeel evenkeel;
  private HttpServer receiver;

  @BeforeEach
  void start() throws IOException {
    Path home = Files.createDirectories(folder.resolve("home"));
    Files.writeString(home.resolve(ServerConfiguration.FILE), "egress: {allow: [127.0.0.1/32]}");
    evenkeel = Evenkeel.start(ServerConfiguration.read(home, Map.of()).withPort(0), Clock.system());
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          told.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void close() {
    receiver.stop(0);
    evenkeel.close();
  }

  private Cli.Seen cli(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("webhook"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--server", evenkeel.address()));
    return Cli.run(all.toArray());
  }

  private JsonNode json(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Cli.Seen seen = cli(all.toArray());
    assertThat(seen.err()).isEmpty();
    return Json.parse(seen.out().getBytes(StandardCharsets.UTF_8), "the answer");
  }

  private String address() {
    return "http://127.0.0.1:%d/in".formatted(receiver.getAddress().getPort());
  }

  private String heard() throws InterruptedException {
    String id = told.poll(30, TimeUnit.SECONDS);
    if (id == null) {
      throw new AssertionError("nothing was told");
    }
    return id;
  }

  private void createModel(String name) {
    try (RunningServer server = new RunningServer(evenkeel.address().toString())) {
      server.post("api/2.0/mlflow/registered-models/create", Map.of("name", name));
    }
  }

  @Test
  void addsTestsAndRemovesAWebhookWhoseSecretIsShownOnce() throws InterruptedException {
    JsonNode made = json("add", "ci", address(), "--event", "model.created,alias.set");
    String id = made.path("id").stringValue();
    String secret = made.path("secret").stringValue();

    assertThat(secret).startsWith("whsec_");
    assertThat(cli("test", id).out()).contains("It answered 200.");
    heard();
    Cli.Seen listed = cli("list");
    assertThat(listed.out()).contains(id, "ci", "active", address(), "model.created,alias.set");
    assertThat(json("list").toString()).doesNotContain(secret, secret.substring(6));

    answer.set(500);
    assertThat(cli("test", id))
        .extracting(Cli.Seen::exitCode, Cli.Seen::out)
        .containsExactly(6, "It did not arrive: the answer was 500%n".formatted());
    assertThat(cli("remove", id).exitCode()).isZero();
    assertThat(json("list").path("webhooks")).isEmpty();
    assertThat(cli("test", id).exitCode()).isEqualTo(4);
  }

  @Test
  void showsADeadLetterAndTellsItOnceMore() throws InterruptedException {
    String id = json("add", "ci", address(), "--event", "model.created").path("id").stringValue();
    answer.set(404);
    createModel("m");
    String delivery = heard();
    JsonNode dead = json("deliveries", id, "--state", "DEAD");
    for (int wait = 0; wait < 100 && dead.path("deliveries").isEmpty(); wait++) {
      Thread.sleep(100);
      dead = json("deliveries", id, "--state", "DEAD");
    }
    assertThat(dead.at("/deliveries/0/id").asString("")).isEqualTo(delivery);
    assertThat(dead.at("/deliveries/0/status").asInt(0)).isEqualTo(404);

    answer.set(200);
    assertThat(cli("redeliver", id, delivery).exitCode()).isZero();

    assertThat(heard()).isEqualTo(delivery);
    assertThat(cli("deliveries", id).out()).contains(delivery, "model.created");
  }

  @Test
  void refusesAddressesOfClosedNetworksAndUnknownEvents() {
    Cli.Seen metadata =
        cli("add", "x", "https://169.254.169.254/latest", "--event", "model.created");
    assertThat(metadata.exitCode()).isEqualTo(2);
    assertThat(metadata.err()).contains("private or reserved network", "egress.allow");
    assertThat(cli("add", "x", "http://example.com/", "--event", "model.created").exitCode())
        .isEqualTo(2);
    assertThat(cli("add", "x", address(), "--event", "model.crated").err())
        .contains("did you mean `model.created`?");
    assertThat(cli("list").out()).isEmpty();
  }
}
