package dev.evenkeel.registry.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a registry that asks who we are gets to see, and what others do not.
class RegistryLoginTest {
  private static final String BASIC = "Basic " + encoded("ann:secret");
  private static final Map<String, String> ANN =
      Map.of("EVENKEEL_OCI_USER", "ann", "EVENKEEL_OCI_PASSWORD", "secret");
  private static final byte[] CONTENT = "a model".getBytes(StandardCharsets.UTF_8);
  private static final Descriptor BLOB = Descriptor.of("text/plain", CONTENT);

  @TempDir Path folder;
  private final List<String> tokenQueries = new CopyOnWriteArrayList<>();
  private final List<String> seenElsewhere = new CopyOnWriteArrayList<>();
  private HttpServer registry;
  private HttpServer elsewhere;
  private String challenge = "";
  private String content = "";
  private String wanted = "";

  @BeforeEach
  void start() throws IOException {
    registry = server();
    elsewhere = server();
    challenge = "Basic realm=\"registry\"";
    wanted = BASIC;
    content = at(elsewhere) + "/content";
    registry.createContext("/v2/team/churn/", this::asRegistry);
    registry.createContext("/token", this::asTokens);
    elsewhere.createContext("/", this::asElsewhere);
  }

  @AfterEach
  void stop() {
    registry.stop(0);
    elsewhere.stop(0);
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private static String at(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String authorization(HttpExchange exchange) {
    return String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private void asRegistry(HttpExchange exchange) throws IOException {
    if (!wanted.equals(authorization(exchange))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
      answer(exchange, 401, new byte[0]);
    } else if (exchange.getRequestURI().getPath().contains("/blobs/")) {
      exchange.getResponseHeaders().set("Location", content);
      answer(exchange, 307, new byte[0]);
    } else {
      answer(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
    }
  }

  private void asTokens(HttpExchange exchange) throws IOException {
    tokenQueries.add(exchange.getRequestURI().getQuery());
    boolean isAnn = BASIC.equals(authorization(exchange));
    answer(exchange, isAnn ? 200 : 401, "{\"token\":\"t-1\"}".getBytes(StandardCharsets.UTF_8));
  }

  private void asElsewhere(HttpExchange exchange) throws IOException {
    seenElsewhere.add(exchange.getRequestURI() + " " + authorization(exchange));
    answer(exchange, 200, CONTENT);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void asksForTokens(String realm) {
    wanted = "Bearer t-1";
    challenge =
        "Bearer realm=\"%s\",service=\"here\",scope=\"repository:team/churn:pull,push\""
            .formatted(realm);
  }

  private RemoteRegistry open(Map<String, String> environment) {
    OciReference place =
        OciReference.read(
            "oci://127.0.0.1:%d/team/churn:1".formatted(registry.getAddress().getPort()));
    return new RemoteRegistry(place, false, environment);
  }

  private void isRefused(Map<String, String> environment, String... said) {
    try (RemoteRegistry store = open(environment)) {
      assertThatThrownBy(() -> store.manifest("1"))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.problem().kind()).isEqualTo(Problem.Kind.UNAUTHENTICATED);
                assertThat(e.problem().toString()).contains(said);
              });
    }
  }

  @Test
  void logsInByPassword() throws IOException {
    try (RemoteRegistry store = open(ANN)) {
      assertThat(store.manifest("1")).isPresent();
    }
  }

  @Test
  void logsInByWhatDockerLoginWrote() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\":{\"127.0.0.1:%d\":{\"auth\":\"%s\"}}}"
            .formatted(registry.getAddress().getPort(), encoded("ann:secret")));

    try (RemoteRegistry store = open(Map.of("DOCKER_CONFIG", folder.toString()))) {
      assertThat(store.manifest("1")).isPresent();
    }
  }

  @Test
  void getsATokenForTheScopeThatWasAskedFor() throws IOException {
    asksForTokens(at(registry) + "/token");

    try (RemoteRegistry store = open(ANN)) {
      assertThat(store.manifest("1")).isPresent();
      assertThat(store.manifest("2")).isPresent();
    }

    assertThat(tokenQueries)
        .as("one token for both")
        .containsExactly("service=here&scope=repository:team/churn:pull,push");
  }

  @Test
  void saysThatAPasswordIsWrongAndThatOneIsMissing() {
    Map<String, String> wrong =
        Map.of("EVENKEEL_OCI_USER", "ann", "EVENKEEL_OCI_PASSWORD", "guess");
    Map<String, String> nobody = Map.of("DOCKER_CONFIG", folder.toString());

    isRefused(wrong, "does not accept the name and password");
    isRefused(nobody, "asks who we are", "docker login");
    asksForTokens(at(registry) + "/token");
    isRefused(wrong, "does not accept the name and password");
    isRefused(nobody, "asks who we are", "docker login");
  }

  @Test
  void sendsNoPasswordOverAnOpenLineToAnotherHost() {
    asksForTokens("http://localhost:%d/token".formatted(elsewhere.getAddress().getPort()));

    isRefused(ANN, "asks who we are");

    assertThat(seenElsewhere).isEmpty();
  }

  @Test
  void followsABlobElsewhereWithoutItsLogin() throws IOException {
    try (RemoteRegistry store = open(ANN);
        InputStream blob = store.blob(BLOB)) {
      assertThat(blob.readAllBytes()).isEqualTo(CONTENT);
    }

    assertThat(seenElsewhere).containsExactly("/content null");
  }

  @Test
  void followsABlobToNothingButTheWeb() {
    content = "file:///etc/passwd";

    try (RemoteRegistry store = open(ANN)) {
      assertThatThrownBy(() -> store.blob(BLOB)).hasMessageContaining("sends us to `file`");
    }
  }
}
