package dev.evenkeel.registry.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Guard;
import dev.evenkeel.base.Role;
import dev.evenkeel.registry.Webhooks;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.SecretBox;
import dev.evenkeel.store.TestDatabases;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WebhookCallsTest {
  private static final String ONE = "mlflow/webhooks/{webhook_id}";
  private static final String CREATED = "{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}";
  private static final String SECRET = "hunter2-hunter2";

  @TempDir Path folder;

  private Database database;
  private Webhooks webhooks;
  private Wire wire;

  @BeforeEach
  void open() {
    database = TestDatabases.sqlite(folder);
    webhooks =
        Webhooks.of(
            database,
            DbSchedulerQueue.forOutbox(database, 1),
            OutboxSchedule.DEFAULT,
            new Egress(List.of("127.0.0.1/32")),
            SecretBox.inFile(folder.resolve("secrets.key")),
            Clock.system());
    wire = new Wire(new WebhookCalls(webhooks).calls());
  }

  @AfterEach
  void close() {
    database.close();
  }

  private static String body(String name, String url, String events) {
    return "{\"name\":\"%s\",\"url\":\"%s\",\"events\":[%s],\"secret\":\"%s\"}"
        .formatted(name, url, events, SECRET);
  }

  private JsonNode create(String name) {
    return wire.json(
            "POST",
            "mlflow/webhooks",
            FakeRequest.json(body(name, "http://127.0.0.1:9/in", CREATED)))
        .path("webhook");
  }

  private FakeRequest of(String id, String json) {
    return FakeRequest.json(json).path("webhook_id", id);
  }

  @Test
  void theSecretIsInNoAnswer() {
    JsonNode made = create("a");
    String id = made.path("webhook_id").stringValue();

    assertThat(made.path("status").stringValue()).isEqualTo("ACTIVE");
    assertThat(made.path("creation_timestamp").isIntegralNumber()).isTrue();
    assertThat(made.at("/events/0/entity").stringValue()).isEqualTo("REGISTERED_MODEL");
    String answers =
        made.toString()
            + wire.json("GET", ONE, FakeRequest.of("webhook_id", id))
            + wire.json("GET", "mlflow/webhooks", FakeRequest.query())
            + wire.json("PATCH", ONE, of(id, "{\"secret\":\"" + SECRET + "\"}"))
            + wire.json("POST", ONE + "/test", of(id, "{}"));
    assertThat(answers).doesNotContain("hunter2");
  }

  @Test
  void takesNumbersOfEnumerationsAndKeepsWhatIsNotChanged() {
    JsonNode made =
        wire.json(
                "POST",
                "mlflow/webhooks",
                FakeRequest.json(
                    "{\"name\":\"a\",\"url\":\"http://127.0.0.1:9/\",\"status\":2,"
                        + "\"events\":[{\"entity\":3,\"action\":4}]}"))
            .path("webhook");

    assertThat(made.path("status").stringValue()).isEqualTo("DISABLED");
    assertThat(made.at("/events/0").toString())
        .isEqualTo("{\"entity\":\"MODEL_VERSION_TAG\",\"action\":\"SET\"}");
    JsonNode changed =
        wire.json("PATCH", ONE, of(made.path("webhook_id").stringValue(), "{\"name\":\"b\"}"))
            .path("webhook");
    assertThat(changed.path("name").stringValue()).isEqualTo("b");
    assertThat(changed.path("status").stringValue()).isEqualTo("DISABLED");
    assertThat(changed.path("events")).isEqualTo(made.path("events"));
  }

  @Test
  void pagesTheNewestFirst() {
    List.of("a", "b", "c").forEach(this::create);

    JsonNode first = wire.json("GET", "mlflow/webhooks", FakeRequest.query("max_results", "2"));
    JsonNode second =
        wire.json(
            "GET",
            "mlflow/webhooks",
            FakeRequest.query(
                "max_results", "2", "page_token", first.path("next_page_token").stringValue()));

    assertThat(first.path("webhooks").findValuesAsString("name")).containsExactly("c", "b");
    assertThat(second.path("webhooks").findValuesAsString("name")).containsExactly("a");
    assertThat(second.has("next_page_token")).isFalse();
    for (String wrong : List.of("0x", "w", "w-1", "1", "w99999999999999999999")) {
      assertThat(wire.refusal("GET", "mlflow/webhooks", FakeRequest.query("page_token", wrong)))
          .isEqualTo("400 INVALID_PARAMETER_VALUE");
    }
    assertThat(wire.refusal("GET", "mlflow/webhooks", FakeRequest.query("max_results", "1001")))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"a\",\"url\":\"http://127.0.0.1:9/\",\"events\":[]}",
        "{\"name\":\"a\",\"url\":\"http://127.0.0.1:9/\",\"events\":[{\"entity\":\"PROMPT\",\"action\":\"CREATED\"}]}",
        "{\"name\":\"a\",\"url\":\"http://127.0.0.1:9/\",\"events\":[{\"entity\":\"NONE\",\"action\":\"CREATED\"}]}",
        "{\"name\":\"a\",\"url\":\"http://127.0.0.1:9/\",\"events\":[{}]}",
        "{\"name\":\"a\",\"url\":\"http://127.0.0.1:9/\",\"events\":[1]}",
        "{\"name\":\"a/b\",\"url\":\"http://127.0.0.1:9/\",\"events\":["
            + "{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}]}",
        "{\"name\":\"a\",\"url\":\"http://169.254.169.254/\",\"events\":["
            + "{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}]}",
        "{\"name\":\"a\",\"url\":{},\"events\":["
            + "{\"entity\":\"REGISTERED_MODEL\",\"action\":\"CREATED\"}]}"
      })
  void refusesWhatIsNoWebhook(String body) {
    assertThat(wire.refusal("POST", "mlflow/webhooks", FakeRequest.json(body)))
        .isEqualTo("400 INVALID_PARAMETER_VALUE");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String method : List.of("GET", "PATCH", "DELETE")) {
      assertThat(wire.refusal(method, ONE, of("../x", "{}")))
          .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    }
    assertThat(wire.refusal("POST", ONE + "/test", of("nobody", "{}")))
        .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
  }

  @Test
  void aTestThatDoesNotArriveIsAnAnswerAndNoError() {
    String id = create("a").path("webhook_id").stringValue();

    // Nobody listens on the port of `discard`.
    JsonNode result = wire.json("POST", ONE + "/test", of(id, "{}")).path("result");

    assertThat(result.path("success").asBoolean(true)).isFalse();
    assertThat(result.path("error_message").asString("")).startsWith("Failed to test webhook:");
  }

  @Test
  void ourOwnAreForAdministratorsToo() {
    assertThat(webhooks.routes())
        .hasSize(8)
        .allSatisfy(route -> assertThat(route.guard()).isEqualTo(new Guard.Needs(Role.ADMIN)));
  }
}
