package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What has been done to the sign-in of others, tried here by raw requests.
@Timeout(300)
class AccessAttacksTest {
  private static final String MODELS = "/api/2.0/mlflow/registered-models/";

  @TempDir static Path folder;
  private static GuardedServer server;

  @BeforeAll
  static void start() {
    server = GuardedServer.start(folder.resolve("home"));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static GuardedServer.Answer create(String name, Map<String, String> headers)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    return server.send("POST", MODELS + "create", all, Json.text(Map.of("name", name)));
  }

  private static boolean exists(String name) throws IOException {
    return server.get(MODELS + "get?name=" + name, GuardedServer.bearer(server.admin)).status()
        == 200;
  }

  @Test
  void mlflowsClientsMayShowPasswordOrTokenInTheFormTheyKnow() throws IOException {
    String call = MODELS + "search";
    assertThat(server.get(call, Map.of("Authorization", basic("vera", GuardedServer.PASSWORD))))
        .extracting(GuardedServer.Answer::status)
        .isEqualTo(200);
    assertThat(server.get(call, Map.of("Authorization", basic("anybody", server.viewer))).status())
        .isEqualTo(200);
    assertThat(server.get(call, Map.of("authorization", "bearer " + server.viewer)).status())
        .isEqualTo(200);
  }

  @Test
  void whatProvesNothingIsRefusedInTheFormOfItsProtocol() throws IOException {
    for (String proof :
        List.of(
            "",
            "Basic",
            "Basic %%%",
            "Basic " + Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}),
            basic("vera", "ek_nothing"),
            basic("vera", ""),
            "Bearer",
            "Bearer ek_nothing",
            "Bearer " + server.viewer + "x",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb290In0.",
            "Digest " + server.viewer,
            server.viewer)) {
      Map<String, String> headers = Map.of("Authorization", proof);

      GuardedServer.Answer mlflow = server.get(MODELS + "search", headers);
      assertThat(mlflow.status()).as(proof).isEqualTo(401);
      assertThat(mlflow.body()).contains("\"error_code\":\"UNAUTHENTICATED\"");
      assertThat(mlflow.header("WWW-Authenticate")).isEqualTo("Basic realm=\"mlflow\"");
      assertThat(server.get("/v2/models", headers).body()).startsWith("{\"error\":");
      assertThat(server.get("/v1/models", headers).header("Content-Type"))
          .isEqualTo("application/problem+json");
    }
  }

  @Test
  void passwordsThatEverybodyKnowsOpenNothingAndGuessingEnds() throws IOException {
    int refused = 0;
    // Its own server: an address that guesses is held back from everybody's password.
    try (GuardedServer guessed = GuardedServer.start(folder.resolve("guessed"))) {
      for (String user : List.of("admin", "root", "mlflow", "vera")) {
        for (String password :
            List.of("password1234", "admin", "password", "", "123456789012", "root", "mlflow")) {
          GuardedServer.Answer answer =
              guessed.get("/v1/models", Map.of("Authorization", basic(user, password)));
          assertThat(answer.status()).isIn(401, 429);
          if (answer.status() == 429) {
            assertThat(answer.header("Retry-After")).isNotEmpty();
            refused++;
          }
        }
      }
      assertThat(refused).isPositive();
      assertThat(guessed.get("/v1/models", GuardedServer.bearer(guessed.viewer)).status())
          .as("a token is no guess")
          .isEqualTo(200);
    }
  }

  @Test
  void aPageOfAnotherSiteDoesNothingWithTheSessionOfAVisitor() throws IOException {
    String cookie = server.session("root");
    for (String type :
        List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
      assertThat(create("forged", Map.of("Cookie", cookie, "Content-Type", type)).status())
          .isBetween(400, 499);
      for (String path : List.of("/account", "/account/revoke")) {
        assertThat(
                server
                    .send("POST", path, Map.of("Cookie", cookie, "Content-Type", type), "name=test")
                    .status())
            .isEqualTo(403);
      }
    }
    for (String origin :
        List.of(
            "http://evil.example",
            "null",
            "http://127.0.0.1:1",
            "http://localhost",
            "https://evil.example/" + server.origin())) {
      assertThat(create("forged", Map.of("Cookie", cookie, "Origin", origin)).status())
          .as(origin)
          .isEqualTo(403);
    }
    assertThat(create("forged", Map.of("Cookie", cookie)).status()).isEqualTo(403);
    assertThat(exists("forged")).isFalse();

    assertThat(create("ours", Map.of("Cookie", cookie, "Origin", server.origin())).status())
        .isEqualTo(200);
    assertThat(exists("ours")).isTrue();
  }

  @Test
  void noAnswerLetsAnotherSiteReadItWithTheSessionOfAVisitor() throws IOException {
    GuardedServer.Answer answer =
        server.get(
            "/v1/models",
            Map.of("Cookie", server.session("vera"), "Origin", "http://evil.example"));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.head()).doesNotContainIgnoringCase("Access-Control-Allow");
  }

  @Test
  void aNameThatWasReboundToThisMachineIsNotOurs() throws IOException {
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil", "")) {
      Map<String, String> headers = new LinkedHashMap<>(GuardedServer.bearer(server.admin));
      headers.put("Host", host);
      assertThat(server.get("/v1/models", headers).status()).as(host).isIn(400, 403);
      assertThat(server.get("/health", Map.of("Host", host)).status()).as(host).isIn(200, 400);
    }
    assertThat(server.get("/version", Map.of("Host", "evil.example")).status()).isEqualTo(200);
  }

  @Test
  void aSessionEndsWhenItsBrowserSignsOut() throws IOException {
    String cookie = server.session("vera");
    assertThat(server.get("/v1/models", Map.of("Cookie", cookie)).status()).isEqualTo(200);

    GuardedServer.Answer out =
        server.send("POST", "/sign-out", Map.of("Cookie", cookie, "Origin", server.origin()), "");

    assertThat(out.status()).isEqualTo(303);
    assertThat(out.header("Set-Cookie")).contains("Max-Age=0", "HttpOnly", "SameSite=Lax");
    assertThat(server.get("/v1/models", Map.of("Cookie", cookie)).status()).isEqualTo(401);
  }

  @Test
  void theSignInLeadsToNoOtherSite() throws IOException {
    for (String to :
        List.of(
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/%0d%0aSet-Cookie: a=b".replace("%0d%0a", "\r\n"),
            "")) {
      GuardedServer.Answer answer =
          server.send(
              "POST",
              "/sign-in",
              Map.of("Content-Type", "application/x-www-form-urlencoded"),
              "user=vera&password=%s&to=%s"
                  .formatted(
                      GuardedServer.PASSWORD.replace(' ', '+'),
                      java.net.URLEncoder.encode(to, StandardCharsets.UTF_8)));
      assertThat(answer.header("Location")).as(to).isEqualTo("/");
    }
  }

  @Test
  void noFilesOfARunOrModelAreThereForTheUnknown() throws IOException {
    for (String path :
        List.of(
            "/api/2.0/mlflow/artifacts/list?run_id=x",
            "/api/2.0/mlflow-artifacts/artifacts/0/x/artifacts/y",
            "/ajax-api/2.0/mlflow-artifacts/artifacts/0/x/artifacts/y",
            "/api/2.0/mlflow/logged-models/x/artifacts/directories",
            "/ajax-api/2.0/mlflow/logged-models/x/artifacts/files?artifact_file_path=y",
            "/ajax-api/2.0/mlflow/get-artifact?path=x",
            "/get-artifact?path=x&run_uuid=y",
            "/model-versions/get-artifact?path=x",
            "/ajax-api/3.0/jobs/x",
            "/v1/traces",
            "/graphql")) {
      assertThat(server.get(path, Map.of()).status()).as(path).isEqualTo(401);
    }
    assertThat(server.send("POST", "/graphql", Map.of(), "{}").status()).isEqualTo(401);
    assertThat(server.send("OPTIONS", "/v1/models", Map.of(), "").status()).isEqualTo(401);
    assertThat(server.send("HEAD", "/v1/models", Map.of(), "").status()).isEqualTo(401);
  }

  @Test
  void aProjectInTheAddressIsThereForThoseWhoHaveARoleInIt() throws IOException {
    String search = MODELS + "search";
    assertThat(
            server.get("/projects/default" + search, GuardedServer.bearer(server.viewer)).status())
        .isEqualTo(200);
    assertThat(server.get("/projects/default" + search, Map.of()).status()).isEqualTo(401);
    assertThat(
            server.send(
                "POST",
                "/projects/default" + MODELS + "create",
                Map.of(
                    "Authorization", "Bearer " + server.viewer, "Content-Type", "application/json"),
                "{\"name\": \"x\"}"))
        .satisfies(refused -> assertThat(refused.status()).isEqualTo(403))
        .satisfies(refused ->
            assertThat(refused.body())
                .contains("vera may not do this", "the role editor in project default"));
    assertThat(server.get("/projects/default/version", Map.of()).status()).isEqualTo(200);
    // Of the links that MLflow's client prints: /projects/default/#/experiments/1
    Map<String, String> viewer = GuardedServer.bearer(server.viewer);
    assertThat(server.get("/projects/default/", viewer))
        .satisfies(page -> assertThat(page.status()).isEqualTo(200))
        .satisfies(page -> assertThat(page.body()).contains("/static/links.js"));
    assertThat(server.get("/projects/default/", Map.of()).status()).isEqualTo(401);
    assertThat(server.get("/projects/nowhere/", viewer).status()).isEqualTo(404);
    for (String project : List.of("../default", "%2e%2e", "a%2Fb", "a;b")) {
      assertThat(
              server
                  .get("/projects/" + project + search, GuardedServer.bearer(server.admin))
                  .status())
          .as(project)
          .isIn(400, 404);
    }
  }

  @Test
  void withoutAUserTheServerStaysOnThisMachine() {
    ServerConfiguration configuration =
        new ServerConfiguration(folder.resolve("empty"), 0, "", "", "").withHost("0.0.0.0");

    assertThatThrownBy(() -> Evenkeel.start(configuration, Clock.system()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            thrown ->
                assertThat(thrown.problem().remedy())
                    .startsWith("evenkeel user add NAME --role admin --home"));
  }

  @Test
  void aHeaderAboutTheClientIsBelievedOfProxiesOnly() throws IOException {
    ServerConfiguration configuration =
        new ServerConfiguration(folder.resolve("proxied"), 0, "", "", "")
            .with(
                new NetworkSettings(
                    "127.0.0.1",
                    List.of("evenkeel.example"),
                    false,
                    java.util.Optional.empty(),
                    List.of("127.0.0.0/8")));
    Map<String, String> forwarded =
        Map.of(
            "Content-Type",
            "application/x-www-form-urlencoded",
            "X-Forwarded-For",
            "203.0.113.9",
            "X-Forwarded-Proto",
            "https",
            "X-Forwarded-Host",
            "evenkeel.example",
            "Origin",
            "https://evenkeel.example");
    String form = "user=vera&password=" + GuardedServer.PASSWORD.replace(' ', '+');
    try (GuardedServer proxied = GuardedServer.start(configuration)) {
      assertThat(proxied.send("POST", "/sign-in", forwarded, form).header("Set-Cookie"))
          .startsWith("__Host-evenkeel=")
          .contains("; Secure");
    }
    GuardedServer.Answer direct = server.send("POST", "/sign-in", forwarded, form);
    assertThat(direct.status()).as("its origin is not ours then").isEqualTo(403);
  }
}
