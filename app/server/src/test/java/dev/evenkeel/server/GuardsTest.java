package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Guard;
import dev.evenkeel.base.Json;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The table of routes against the running server: whoever adds a route is tested here without
/// adding a test.
@Timeout(300)
class GuardsTest {
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

  private static List<Route> routes() {
    return server.evenkeel.routes();
  }

  private static List<Route> guarded() {
    return routes().stream().filter(route -> !(route.guard() instanceof Guard.Open)).toList();
  }

  private static boolean needsMoreThanViewer(Route route) {
    return switch (route.guard()) {
      case Guard.Needs(Role role) -> role != Role.VIEWER;
      case Guard.NeedsEverywhere(Role role) -> role != Role.VIEWER;
      case Guard.Closed() -> true;
      case Guard.Open() -> false;
    };
  }

  private static String address(Route route) {
    return route.path().replaceAll("\\{[^}]*\\}", "x");
  }

  private static Map<String, String> json(Map<String, String> more) {
    Map<String, String> headers = new LinkedHashMap<>(more);
    headers.put("Content-Type", "application/json");
    return headers;
  }

  @Test
  void everyRouteSaysWhoMayAskIt() {
    assertThat(routes()).noneMatch(route -> route.guard() instanceof Guard.Closed);
    assertThat(routes().stream().filter(route -> route.guard() instanceof Guard.Open))
        .extracting(route -> route.method() + " " + route.path())
        .containsExactlyInAnyOrder(
            "GET /health",
            "GET /health/live",
            "GET /health/ready",
            "GET /version",
            "GET /iceberg/s3/{bucket}/{key...}",
            "GET /ping",
            "GET /v2/health/live",
            "GET /v2/health/ready",
            "GET /sign-in",
            "POST /sign-in",
            "GET /sign-in/issuer",
            "GET /sign-in/callback",
            "POST /sign-out",
            "POST /api/v1/pipelines/{name}/webhooks/{webhook}");
  }

  @Test
  void everyRouteIsListedWithItsRole() throws IOException {
    JsonNode listed =
        Json.parse(
            server
                .get("/openapi.json", GuardedServer.bearer(server.viewer))
                .body()
                .getBytes(StandardCharsets.UTF_8),
            "the list");
    for (Route route : routes()) {
      JsonNode operation =
          listed
              .path("paths")
              .path(route.path().replace("...}", "}"))
              .path(route.method().toLowerCase(Locale.ROOT));
      assertThat(operation.path("x-evenkeel-role").asString(""))
          .as(route.method() + " " + route.path())
          .isEqualTo(RouteTable.role(route.guard()));
      assertThat(operation.has("security")).isEqualTo(route.guard() instanceof Guard.Open);
    }
    assertThat(listed.at("/components/securitySchemes/token/scheme").asString(""))
        .isEqualTo("bearer");
  }

  /// MLflow's second prefix is the same table again.
  @Test
  void everyRouteIsInTheDocumentation() throws IOException {
    Set<String> lines = new TreeSet<>();
    for (Route route : routes()) {
      if (!route.path().startsWith("/ajax-api/")) {
        lines.add(
            "| `%s` | `%s` | %s | %s |"
                .formatted(
                    route.path(),
                    route.method(),
                    RouteTable.role(route.guard()),
                    route.summary().replace("|", "\\|")));
      }
    }
    Path page = Path.of("../../docs/addresses.md");
    List<String> missing = new ArrayList<>(lines);
    missing.removeAll(Files.readAllLines(page));
    if (!missing.isEmpty()) {
      Files.write(Path.of("target/addresses.md"), lines);
    }

    assertThat(missing).as("not in docs/addresses.md; target/addresses.md has all").isEmpty();
  }

  @Test
  void whoeverIsUnknownIsAskedWhoTheyAre() throws IOException {
    for (Route route : routes()) {
      GuardedServer.Answer answer =
          server.send(route.method(), address(route), json(Map.of()), "{}");
      boolean isOpen = route.guard() instanceof Guard.Open;

      if (isOpen) {
        assertThat(answer.status()).as(route.toString()).isNotEqualTo(403);
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
      } else {
        assertThat(answer.status()).as(route.toString()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isIn("Bearer", "Basic realm=\"mlflow\"");
      }
    }
  }

  @Test
  void aPageLeadsToTheSignIn() throws IOException {
    for (String page : List.of("/", "/experiments", "/deployments", "/nothing/here", "/account")) {
      GuardedServer.Answer answer = server.get(page, Map.of("Accept", "text/html"));

      assertThat(answer.status()).as(page).isEqualTo(303);
      assertThat(answer.header("Location")).startsWith("/sign-in?to=%2F");
    }
    assertThat(
            server
                .get("/models/x/parts", Map.of("Accept", "text/html", "HX-Request", "true"))
                .header("HX-Refresh"))
        .isEqualTo("true");
  }

  @Test
  void whoeverMayOnlyReadChangesNothing() throws IOException {
    int asked = 0;
    for (Route route : guarded()) {
      GuardedServer.Answer answer =
          server.send(
              route.method(), address(route), json(GuardedServer.bearer(server.viewer)), "{}");

      if (needsMoreThanViewer(route)) {
        assertThat(answer.status()).as(route + "\n" + answer.body()).isEqualTo(403);
        asked++;
      } else {
        assertThat(answer.status()).as(route + "\n" + answer.body()).isNotIn(401, 403, 500);
      }
    }
    assertThat(asked).isGreaterThan(50);
  }

  private static List<String> spellings(String path) {
    int slash = path.indexOf('/', 1);
    List<String> spellings =
        new ArrayList<>(
            List.of(
                "/" + path,
                path + "/",
                path.toUpperCase(Locale.ROOT),
                "/%"
                    + Integer.toHexString(path.length() > 1 ? path.charAt(1) : 'x')
                    + (path.length() > 1 ? path.substring(2) : ""),
                "/." + path,
                "/x/.." + path,
                path + ";a=b",
                path + "%20",
                path + "%00",
                "/projects/default" + path));
    if (slash > 0) {
      spellings.add(path.substring(0, slash) + "%2F" + path.substring(slash + 1));
      spellings.add(path.substring(0, slash) + "/" + path.substring(slash));
      spellings.add(path.substring(0, slash) + "\\" + path.substring(slash + 1));
    }
    return spellings;
  }

  @Test
  void noSpellingOfAnAddressComesRoundItsGuard() throws IOException {
    for (Route route : guarded()) {
      // Each call of MLflow's has a twin below the second prefix, which is in the table.
      if (!needsMoreThanViewer(route)) {
        continue;
      }
      for (String spelling : spellings(address(route))) {
        GuardedServer.Answer unknown = server.send(route.method(), spelling, json(Map.of()), "{}");
        GuardedServer.Answer viewer =
            server.send(route.method(), spelling, json(GuardedServer.bearer(server.viewer)), "{}");

        assertThat(unknown.status()).as(route.method() + " " + spelling).isIn(400, 401);
        assertThat(viewer.status()).as(route.method() + " " + spelling).isIn(400, 403, 404, 405);
      }
    }
  }
}
