package dev.evenkeel.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What starts pipelines of a running server by itself, over HTTP, where people sign in.
class PipelineStartsTest {
  private static final String SECRET = "a secret of seven words and more";
  private static final String HOOK = "/api/v1/pipelines/called/webhooks/orders";

  private static final String CONTRACT =
      """
      apiVersion: v3.2.0
      kind: DataContract
      id: numbers
      name: Numbers
      version: 1.0.0
      status: active
      schema:
        - name: numbers
          logicalType: object
          properties:
            - {name: id, logicalType: integer, required: true, unique: true}
      """;

  @TempDir static Path folder;
  private static GuardedServer server;

  @BeforeAll
  static void start() throws IOException {
    server = GuardedServer.start(folder.resolve("home"));
    deploy("called", "params: {order: integer}\ntriggers: [{webhook: orders}]\n");
    deploy("retrained", "params: {dataset: dataset}\ntriggers: [{dataset: numbers}]\n");
    deploy("served", "triggers: [{model: churn, alias: blue}]\n");
    deploy("parted", "params: {day: date}\npartition: {by: day, every: 1d}\n");
    ok(ask("PUT", "/api/v1/secrets/webhook.orders", server.admin, Map.of("value", SECRET)));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static void deploy(String name, String settings) throws IOException {
    String definition = "version: 1\nname: %s\n%ssteps: {load: }\n".formatted(name, settings);
    ok(ask("PUT", "/api/v1/pipelines/" + name, server.editor, Map.of("definition", definition)));
  }

  private static void ok(GuardedServer.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
  }

  private static GuardedServer.Answer ask(
      String method, String path, String token, Map<String, ?> body) throws IOException {
    return send(method, path, token, "application/json", Json.text(body));
  }

  private static GuardedServer.Answer send(
      String method, String path, String token, String type, String body) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(GuardedServer.bearer(token));
    headers.put("Content-Type", type);
    return server.send(method, path, headers, body);
  }

  private static JsonNode get(String path) throws IOException {
    GuardedServer.Answer answer = server.get(path, GuardedServer.bearer(server.viewer));
    ok(answer);
    return json(answer);
  }

  private static JsonNode json(GuardedServer.Answer answer) {
    return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8), "an answer");
  }

  private static List<JsonNode> firings(String pipeline, int wanted)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    while (true) {
      List<JsonNode> found = new ArrayList<>();
      get("/api/v1/pipelines/" + pipeline + "/firings").path("firings").forEach(found::add);
      boolean isSettled =
          found.stream().noneMatch(each -> each.path("state").asString("").equals("WAITING"));
      if ((found.size() >= wanted && isSettled) || Instant.now().isAfter(end)) {
        return found;
      }
      Thread.sleep(50);
    }
  }

  private static Map<String, String> signed(String delivery, Instant at, String body)
      throws Exception {
    String timestamp = String.valueOf(at.getEpochSecond());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature =
        mac.doFinal((delivery + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("X-Evenkeel-Delivery", delivery);
    headers.put("X-Evenkeel-Timestamp", timestamp);
    headers.put("X-Evenkeel-Signature", "v1," + Base64.getEncoder().encodeToString(signature));
    return headers;
  }

  @Test
  void aWebhookStartsARunForEachDeliveryAndKeepsOthersOut() throws Exception {
    String body = Json.text(Map.of("order", 77, "other", "kept out", "deep", Map.of("x", 1)));
    Map<String, String> right = signed("d-1", Instant.now(), body);
    for (int time = 0; time < 3; time++) {
      GuardedServer.Answer answer = server.send("POST", HOOK, right, body);
      assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }
    Map<String, String> token = Map.of("X-Evenkeel-Token", SECRET, "X-Evenkeel-Delivery", "d-2");
    assertThat(server.send("POST", HOOK, token, body).status()).isEqualTo(202);
    List<JsonNode> before = firings("called", 2);

    List<GuardedServer.Answer> refused = new ArrayList<>();
    refused.add(server.send("POST", HOOK, signed("d-3", Instant.now(), "{}"), body));
    refused.add(
        server.send("POST", HOOK, signed("d-3", Instant.now().minusSeconds(400), body), body));
    Map<String, String> renamed = signed("d-1", Instant.now(), body);
    renamed.put("X-Evenkeel-Delivery", "d-4");
    refused.add(server.send("POST", HOOK, renamed, body));
    refused.add(server.send("POST", HOOK, Map.of("X-Evenkeel-Delivery", "d-5"), body));
    refused.add(
        server.send(
            "POST",
            HOOK,
            Map.of("X-Evenkeel-Delivery", "d-6", "X-Evenkeel-Token", "a secret"),
            body));
    refused.add(server.send("POST", HOOK, Map.of("X-Evenkeel-Token", SECRET), body));
    refused.add(server.send("POST", HOOK.replace("called", "served"), right, body));
    refused.add(server.send("POST", HOOK.replace("orders", "nothing"), right, body));
    refused.add(server.send("POST", HOOK.replace("called", "nowhere"), right, body));

    assertThat(refused).extracting(GuardedServer.Answer::status).containsOnly(404);
    assertThat(refused).extracting(GuardedServer.Answer::body).hasSize(9);
    assertThat(refused.stream().map(answer -> json(answer).path("title")).distinct()).hasSize(1);
    assertThat(firings("called", 2)).isEqualTo(before);
    assertThat(before).hasSize(2);
    assertThat(before).extracting(each -> each.path("state").asString("")).containsOnly("STARTED");
    assertThat(before)
        .extracting(each -> each.path("cause").asString(""))
        .containsExactlyInAnyOrder("webhook orders, delivery d-1", "webhook orders, delivery d-2");
  }

  @Test
  void aBodyThatCannotBeUsedStartsNothing() throws Exception {
    for (String body : List.of("[1]", "{", "x".repeat(70_000))) {
      GuardedServer.Answer answer =
          server.send("POST", HOOK, signed("bad", Instant.now(), body), body);

      assertThat(answer.status()).as(body).isBetween(400, 422);
    }
  }

  @Test
  void aNewVersionOfADatasetStartsARun() throws Exception {
    ok(
        send(
            "PUT",
            "/api/v1/datasets/numbers/contract",
            server.editor,
            "application/yaml",
            CONTRACT));
    ok(
        send(
            "POST",
            "/api/v1/datasets/numbers/versions?format=csv&message=May",
            server.editor,
            "text/csv",
            "id\n1\n2\n"));
    ok(
        send(
            "POST",
            "/api/v1/datasets/numbers/versions?format=csv&message=June",
            server.editor,
            "text/csv",
            "id\n3\n"));
    ok(ask("POST", "/api/v1/datasets/numbers/compact", server.editor, Map.of()));

    List<JsonNode> firings = firings("retrained", 2);

    assertThat(firings)
        .extracting(each -> each.path("cause").asString("") + " " + each.path("state").asString(""))
        .containsExactlyInAnyOrder(
            "new version numbers@1 STARTED", "new version numbers@2 STARTED");
    String run = firings.getFirst().path("run").asString("");
    assertThat(get("/api/v1/pipeline-runs/" + run).path("pipeline").asString(""))
        .isEqualTo("retrained");
  }

  @Test
  void anAliasThatMovesStartsARun() throws Exception {
    TestModel.register(server.evenkeel.loop(), "churn");
    ok(ask("PUT", "/api/v1/models/churn/aliases/blue", server.editor, Map.of("version", "1")));
    ok(ask("PUT", "/api/v1/models/churn/aliases/green", server.editor, Map.of("version", "1")));

    assertThat(firings("served", 1))
        .extracting(each -> each.path("cause").asString(""))
        .containsExactly("blue of churn points to version 1");
  }

  @Test
  void aBackfillIsAskedForFollowedAndCancelled() throws Exception {
    String backfills = "/api/v1/pipelines/parted/backfills";
    Map<String, Object> wish =
        Map.of("from", "2026-01-01", "until", "2026-01-06", "parallel", 2, "key", "january");
    assertThat(ask("POST", backfills, server.viewer, wish).status()).isEqualTo(403);
    JsonNode asked = json(ask("POST", backfills, server.editor, wish));
    JsonNode again = json(ask("POST", backfills, server.editor, wish));
    String id = asked.path("id").asString("");
    assertThat(again.path("id").asString("")).isEqualTo(id);
    assertThat(asked.path("stretches").asInt(0)).isEqualTo(5);
    for (Map<String, ?> wrong :
        List.of(
            Map.of("from", "soon", "until", "2026-01-06"),
            Map.of("from", "2026-01-01"),
            Map.of("from", "2026-01-01", "until", "2026-01-06", "only", "some"),
            Map.of("from", "2026-01-01", "until", "2026-01-06", "parallel", "many"))) {
      assertThat(ask("POST", backfills, server.editor, wrong).status()).isEqualTo(422);
    }

    Instant end = Instant.now().plus(Duration.ofMinutes(1));
    JsonNode shown = get(backfills + "/" + id + "?limit=3");
    while (!shown.path("isDone").asBoolean(false) && Instant.now().isBefore(end)) {
      Thread.sleep(100);
      shown = get(backfills + "/" + id + "?limit=3");
    }

    // The step wants a dataset that nobody named.
    assertThat(shown.path("failed").asInt(0)).isEqualTo(5);
    assertThat(shown.path("parts").size()).isEqualTo(3);
    JsonNode next = get(backfills + "/" + id + shown.path("next").asString(""));
    assertThat(next.path("parts").size()).isEqualTo(2);
    ok(ask("POST", backfills + "/" + id + "/cancel", server.editor, Map.of()));
    assertThat(get(backfills).path("backfills").path(0).path("cancelledBy").asString(""))
        .isEqualTo("ed");
    assertThat(server.get(backfills + "/none", GuardedServer.bearer(server.viewer)).status())
        .isEqualTo(404);
  }

  @Test
  void secretsAreSetByAdministratorsAndToldToNobody() throws Exception {
    Map<String, String> value = Map.of("value", "hunter2 \u20ac");
    assertThat(ask("PUT", "/api/v1/secrets/db", server.editor, value).status()).isEqualTo(403);
    GuardedServer.Answer set = ask("PUT", "/api/v1/secrets/db", server.admin, value);
    GuardedServer.Answer listed =
        server.get("/api/v1/secrets", GuardedServer.bearer(server.editor));
    GuardedServer.Answer audit = server.get("/api/v1/audit", GuardedServer.bearer(server.admin));

    assertThat(set.status()).isEqualTo(200);
    assertThat(listed.body()).contains("\"db\"");
    assertThat(audit.body()).contains("secret.set");
    assertThat(set.body() + listed.body() + audit.body()).doesNotContain("hunter2");
    assertThat(server.get("/api/v1/secrets", GuardedServer.bearer(server.viewer)).status())
        .isEqualTo(403);
    assertThat(ask("PUT", "/api/v1/secrets/db", server.admin, Map.of()).status()).isEqualTo(422);
    assertThat(
            ask("PUT", "/api/v1/secrets/db", server.admin, Map.of("value", "x".repeat(70_000)))
                .status())
        .isEqualTo(422);
    ok(ask("DELETE", "/api/v1/secrets/db", server.admin, Map.of()));
    assertThat(ask("DELETE", "/api/v1/secrets/db", server.admin, Map.of()).status()).isEqualTo(404);
  }
}
