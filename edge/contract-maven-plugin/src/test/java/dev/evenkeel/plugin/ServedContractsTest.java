package dev.evenkeel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a server may do to a build. How a real one answers, `ReleasedByAServerTest` of the plugin's
/// tests shows.
@Timeout(30)
class ServedContractsTest {
  private final List<String> tokens = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch end = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/trickle" -> trickle(exchange);
      case "/just" -> send(exchange, 200, new byte[ServedContracts.BYTES_MAX]);
      case "/large" -> send(exchange, 200, new byte[ServedContracts.BYTES_MAX + 1]);
      case "/moved" -> {
        exchange.getResponseHeaders().set("Location", address("/contract"));
        send(exchange, 307, new byte[0]);
      }
      case "/contract" -> send(exchange, 200, "id: sales".getBytes(StandardCharsets.UTF_8));
      default ->
          send(
              exchange,
              Integer.parseInt(path.substring(1)),
              "{\"detail\": \"no \\u001b[2Jluck\"}".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void trickle(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write('#');
      body.flush();
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String address(String path) {
    return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
  }

  private ServedContracts served(String tokensServer) {
    Map<String, String> environment = Map.of(Login.SERVER, tokensServer, Login.TOKEN, "secret");
    return new ServedContracts(Login.of(environment), ServedContracts.PATIENCE);
  }

  @Test
  void sendsTheTokenToItsServer() {
    assertThat(served(address("/projects/fraud")).read(address("/contract")))
        .isEqualTo("id: sales");
    assertThat(tokens).containsExactly("Bearer secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://127.0.0.1:{port}", "http://127.0.0.1:1", "https://evil.example"})
  void sendsTheTokenNowhereElse(String tokensServer) {
    String port = String.valueOf(server.getAddress().getPort());

    served(tokensServer.replace("{port}", port)).read(address("/contract"));

    assertThat(tokens).containsExactly("null");
  }

  @Test
  void saysWhyTheTokenWasNotSentWhenTheServerWantsOne() {
    assertThatThrownBy(() -> served("https://ours.example").read(address("/401")))
        .hasMessageContaining("the server answered 401: no ?[2Jluck")
        .hasMessageContaining("set EVENKEEL_SERVER to " + address(""))
        .hasMessageContaining("the token was not sent, as it is for https://ours.example");
  }

  @Test
  void followsNobodyWithTheToken() {
    assertThatThrownBy(() -> served(address("")).read(address("/moved")))
        .hasMessageContaining("the server answered 307")
        .hasMessageContaining("nobody is followed");
    assertThat(tokens).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "401, look whether the token in EVENKEEL_TOKEN still counts",
    "403, a token with the role viewer",
    "404, look at the names of dataset and version",
    "500, look at the server"
  })
  void saysOfEachRefusalWhatToDo(int status, String remedy) {
    assertThatThrownBy(() -> served(address("")).read(address("/" + status)))
        .hasMessageContaining("the server answered " + status)
        .hasMessageContaining(remedy);
  }

  @Test
  void takesAsMuchAsAContractMayHaveAndNoMore() {
    ServedContracts served = served(address(""));

    assertThat(served.read(address("/just"))).hasSize(ServedContracts.BYTES_MAX);
    assertThatThrownBy(() -> served.read(address("/large")))
        .hasMessageContaining("more than a contract may have")
        .hasMessageContaining("at most 4194304 bytes");
  }

  @Test
  void waitsForAllAnswersNoLongerThanItWasTold() {
    ServedContracts served = new ServedContracts(Login.none(), Duration.ofSeconds(1));

    assertThatThrownBy(() -> served.read(address("/trickle")))
        .hasMessageContaining("the released contracts were not there within 1 s");
    assertThatThrownBy(() -> served.read(address("/trickle")))
        .as("no second as long for the next")
        .hasMessageContaining("not there within 1 s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://", "http:///x", "http://a b/", "http://ann:secret@127.0.0.1/x"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> served(address("")).read(address))
        .hasMessageContaining("it is no address of a server");
    assertThat(tokens).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://ours.example/x", "http://127.evil.example/x"})
  void sendsNoTokenThatOthersCouldRead(String address) {
    Login login = new Login(address, "secret");

    assertThatThrownBy(() -> login.authorization(URI.create(address)))
        .hasMessageContaining("without encryption");
  }

  @ParameterizedTest
  @CsvSource({
    "https://ours.example, https://OURS.example:443/api/x",
    "http://localhost, http://localhost:80/x",
    "http://[::1]:8080/, http://[::1]:8080/x"
  })
  void knowsAServerHoweverItIsWritten(String tokensServer, String address) {
    assertThat(new Login(tokensServer, "secret").authorization(URI.create(address)))
        .contains("Bearer secret");
  }

  @Test
  void tellsNobodyTheToken() {
    assertThat(new Login("https://ours.example", "secret"))
        .hasToString("a login of https://ours.example");
  }
}
