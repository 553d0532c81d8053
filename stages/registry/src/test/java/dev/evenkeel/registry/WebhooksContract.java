package dev.evenkeel.registry;

import static dev.evenkeel.store.schema.Tables.REGISTRY_WEBHOOK;
import static dev.evenkeel.store.schema.Tables.STORE_AUDIT;
import static dev.evenkeel.store.schema.Tables.STORE_OUTBOX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.access.Access;
import dev.evenkeel.access.AccessSettings;
import dev.evenkeel.base.Principal;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Problems;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.SimulatedClock;
import dev.evenkeel.registry.artifacts.ArtifactOwner;
import dev.evenkeel.registry.artifacts.ArtifactPath;
import dev.evenkeel.registry.artifacts.Artifacts;
import dev.evenkeel.registry.artifacts.TrackedRows;
import dev.evenkeel.registry.webhooks.Deliveries;
import dev.evenkeel.registry.webhooks.EventType;
import dev.evenkeel.registry.webhooks.Subscriptions;
import dev.evenkeel.registry.webhooks.Webhook;
import dev.evenkeel.registry.webhooks.WebhookDraft;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.AuditLog;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.DbSchedulerQueue;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.LocalBlobStore;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.Outgoing;
import dev.evenkeel.store.SecretBox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What webhooks promise, on either database, told to a real receiver.
@Timeout(120)
abstract class WebhooksContract {
  private static final Instant MAY = Instant.parse("2026-05-01T00:00:00.25Z");
  private static final String RUN = "0a".repeat(16);
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final OutboxSchedule QUICK =
      new OutboxSchedule(4, Duration.ofMillis(50), Duration.ofMillis(100));

  @TempDir Path folder;

  private Database database;
  private DbSchedulerQueue queue;
  private Receiver receiver;
  private Subscriptions subscriptions;
  private Deliveries deliveries;
  private Models models;
  private Aliases aliases;
  private Promotions promotions;
  private RegisteredModels registered;
  private RegisteredVersions versions;

  private final SimulatedClock clock = new SimulatedClock(MAY);

  abstract Database open();

  @BeforeEach
  void openAll() throws IOException {
    database = open();
    receiver = new Receiver();
    queue = DbSchedulerQueue.forOutbox(database, 2);
    Webhooks webhooks =
        Webhooks.of(
            database,
            queue,
            QUICK,
            new Egress(List.of("127.0.0.1/32")),
            SecretBox.inFile(folder.resolve("secrets.key")),
            clock);
    subscriptions = webhooks.subscriptions();
    deliveries = webhooks.deliveries();
    Events events = webhooks.events();
    LocalBlobStore blobs = new LocalBlobStore(folder.resolve("blobs"));
    Artifacts artifacts = new Artifacts(database, blobs, clock, 1 << 20);
    models = new Models(database, blobs, clock, events);
    aliases = new Aliases(database, clock, events);
    promotions = new Promotions(database, models, clock, events);
    registered = new RegisteredModels(database, aliases, clock, events);
    versions =
        new RegisteredVersions(database, blobs, models, aliases, artifacts, clock, 1 << 16, events);
    TrackedRows.run(database, 3, RUN);
    artifacts.put(
        artifacts.owner(ArtifactOwner.Kind.RUN, RUN),
        new ArtifactPath("model/MLmodel"),
        new ByteArrayInputStream(
            "flavors: {python_function: {}}".getBytes(StandardCharsets.UTF_8)));
    queue.start();
  }

  @AfterEach
  void close() {
    queue.close();
    receiver.close();
    database.close();
  }

  private Webhook subscribe(Webhook.Form form, EventType... events) {
    return subscriptions.create(form, draft(receiver.address(), events));
  }

  private static WebhookDraft draft(String url, EventType... events) {
    return new WebhookDraft(
        Optional.of("hook"),
        Optional.empty(),
        Optional.of(url),
        Optional.of(events.length == 0 ? EnumSet.allOf(EventType.class) : Set.of(events)),
        Optional.of(SECRET),
        Optional.empty());
  }

  private RegisteredVersion register(String note) {
    return versions.create(
        new NewRegisteredVersion(
            "churn",
            "runs:/" + RUN + "/model",
            Optional.of(RUN),
            "",
            Optional.empty(),
            note,
            Map.of("b", "2", "a", "Zürich \"1\"")));
  }

  private static String hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tellsMlflowsReceiversByteForByte() throws Exception {
    subscribe(
        Webhook.Form.MLFLOW,
        EventType.MODEL_CREATED,
        EventType.VERSION_REGISTERED,
        EventType.VERSION_TAG_SET,
        EventType.VERSION_TAG_REMOVED,
        EventType.ALIAS_SET,
        EventType.ALIAS_REMOVED);
    String head = "\"timestamp\": \"2026-05-01T00:00:00.250000+00:00\", \"data\": ";

    registered.create("churn", Map.of("team", "a"), "");
    Receiver.Told first = receiver.next();
    assertThat(first.body())
        .isEqualTo(
            "{\"entity\": \"registered_model\", \"action\": \"created\", "
                + head
                + "{\"name\": \"churn\", \"tags\": {\"team\": \"a\"}, \"description\": \"\"}}");
    assertThat(first.header("content-type")).isEqualTo("application/json");
    assertThat(first.header("x-mlflow-signature"))
        .isEqualTo(
            hmac(
                SECRET.getBytes(StandardCharsets.UTF_8),
                first.header("x-mlflow-delivery-id")
                    + "."
                    + first.header("x-mlflow-timestamp")
                    + "."
                    + first.body()));
    assertThat(Long.parseLong(first.header("x-mlflow-timestamp")))
        .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 1);

    register("");
    assertThat(receiver.next().body())
        .isEqualTo(
            "{\"entity\": \"model_version\", \"action\": \"created\", "
                + head
                + "{\"name\": \"churn\", \"version\": \"1\", \"source\": \"runs:/"
                + RUN
                + "/model\", \"run_id\": \""
                + RUN
                + "\", \"tags\": {\"a\": \"Z\\u00fcrich \\\"1\\\"\", \"b\": \"2\"},"
                + " \"description\": null}}");
    versions.setTag("churn", 1, "k", "v");
    assertThat(receiver.next().body())
        .endsWith("{\"name\": \"churn\", \"version\": \"1\", \"key\": \"k\", \"value\": \"v\"}}");
    versions.deleteTag("churn", 1, "k");
    assertThat(receiver.next().body())
        .endsWith("{\"name\": \"churn\", \"version\": \"1\", \"key\": \"k\"}}");
    aliases.set("churn", "next", 1, "anna", "");
    assertThat(receiver.next().body())
        .endsWith("{\"name\": \"churn\", \"alias\": \"next\", \"version\": \"1\"}}");
    aliases.remove("churn", "next", "anna", "");
    assertThat(receiver.next().body()).endsWith("{\"name\": \"churn\", \"alias\": \"next\"}}");
  }

  @Test
  void signsOurOwnAsTheLibraryOfStandardWebhooksDoes() throws Exception {
    Webhook webhook = subscribe(Webhook.Form.CLOUDEVENTS, EventType.MODEL_CREATED);

    registered.create("churn", Map.of(), "");

    Receiver.Told told = receiver.next();
    assertThat(told.header("content-type")).startsWith("application/cloudevents+json");
    assertThat(told.header("webhook-signature"))
        .isEqualTo(
            hmac(
                Base64.getDecoder().decode(SECRET.substring("whsec_".length())),
                told.header("webhook-id")
                    + "."
                    + told.header("webhook-timestamp")
                    + "."
                    + told.body()));
    assertThat(told.json().path("specversion").asString("")).isEqualTo("1.0");
    assertThat(told.json().path("type").asString("")).isEqualTo("dev.evenkeel.model.created");
    assertThat(told.json().path("source").asString("")).isEqualTo("/projects/default");
    assertThat(told.json().path("subject").asString("")).isEqualTo("churn");
    assertThat(told.json().path("data").path("model").asString("")).isEqualTo("churn");
    assertThat(told.json().path("id").asString("")).isNotEmpty();
    assertThat(deliveries.list(webhook.id(), Optional.empty(), Long.MAX_VALUE, 9)).hasSize(1);
  }

  @Test
  void aPromotionByOurOwnDoorIsToldInBothForms() throws Exception {
    subscribe(Webhook.Form.MLFLOW, EventType.ALIAS_SET);
    ModelVersion version = models.register(RegistryContract.trained("served", Map.of()));
    promotions.promote(version, (_, _) -> new Verdict.Pass("better"), "anna", _ -> {});

    assertThat(receiver.next().body())
        .contains("\"model_version_alias\"", "\"alias\": \"champion\", \"version\": \"1\"");

    subscribe(Webhook.Form.CLOUDEVENTS, EventType.CHAMPION_PROMOTED);
    ModelVersion second = models.register(RegistryContract.trained("served", Map.of()));
    promotions.promote(second, (_, _) -> new Verdict.Pass("better"), "anna", _ -> {});
    String both = receiver.next().body() + receiver.next().body();

    assertThat(both).contains("\"previous\":1", "\"version\":2", "\"actor\":\"anna\"");
  }

  @Test
  void whatIsRolledBackIsToldToNobody() throws Exception {
    subscribe(Webhook.Form.CLOUDEVENTS);

    assertThatThrownBy(() ->
            database.write(_ -> {
              registered.create("lost", Map.of(), "");
              throw new IllegalStateException("rolled back");
            }))
        .isInstanceOf(IllegalStateException.class);
    registered.create("kept", Map.of(), "");

    assertThat(receiver.next().json().path("subject").asString("")).isEqualTo("kept");
    assertThat(receiver.isQuiet()).isTrue();
  }

  @Test
  void asksAgainUnderTheSameIdAndGivesUpWhatIsRefused() throws Exception {
    Webhook webhook = subscribe(Webhook.Form.CLOUDEVENTS, EventType.MODEL_CREATED);
    List.of(429, 503, 504).forEach(receiver::answerNext);

    registered.create("churn", Map.of(), "");
    String id = receiver.next().header("webhook-id");
    for (int index = 0; index < 3; index++) {
      assertThat(receiver.next().header("webhook-id")).isEqualTo(id);
    }

    List.of(400, 302).forEach(receiver::answerNext);
    registered.create("wrong", Map.of(), "");
    receiver.next();
    registered.create("moved", Map.of(), "");
    receiver.next();
    assertThat(receiver.isQuiet()).isTrue();
    List<Outgoing> dead =
        deliveries.list(webhook.id(), Optional.of(Outgoing.State.DEAD), Long.MAX_VALUE, 9);
    assertThat(dead).extracting(Outgoing::status).containsExactlyInAnyOrder(302, 400);

    deliveries.again(webhook.id(), dead.getFirst().delivery());
    assertThat(receiver.next().header("webhook-id")).isEqualTo(dead.getFirst().delivery());
  }

  @Test
  void aSecretIsSealedAndShownNowhere() throws Exception {
    Webhook webhook = subscribe(Webhook.Form.CLOUDEVENTS);
    registered.create("churn", Map.of(), "");
    receiver.next();

    String stored =
        database.read(sql ->
            sql.selectFrom(REGISTRY_WEBHOOK).fetch().formatJSON()
                + sql.selectFrom(STORE_OUTBOX).fetch().formatJSON()
                + sql.selectFrom(STORE_AUDIT).fetch().formatJSON());

    assertThat(stored).contains("webhook.create").doesNotContain(SECRET.substring(6));
    assertThat(webhook.toString()).doesNotContain(SECRET);
    assertThat(database.<String>read(sql -> sql.selectFrom(STORE_AUDIT).fetch().formatJSON()))
        .as("the path of an address is a secret to some")
        .doesNotContain("s3cret-path");
  }

  @Test
  void whoMayNotAdministerTheProjectSeesNothing() {
    Webhook webhook = subscribe(Webhook.Form.CLOUDEVENTS);
    Principal deployer = new Principal("dora", Map.of("default", Role.DEPLOYER));
    Principal other = new Principal("otto", Map.of("other", Role.ADMIN));

    new Acting(deployer, "default")
        .run(() ->
            assertThat(Problems.of(() -> subscriptions.webhook(webhook.id())).kind())
                .isEqualTo(Problem.Kind.FORBIDDEN));
    new Acting(other, "other")
        .run(() -> {
          assertThat(Problems.of(() -> subscriptions.webhook(webhook.id())).kind())
              .isEqualTo(Problem.Kind.NOT_FOUND);
          assertThat(subscriptions.list(Optional.empty(), Long.MAX_VALUE, 9)).isEmpty();
          assertThat(Problems.of(() -> subscriptions.delete(webhook.id())).kind())
              .isEqualTo(Problem.Kind.NOT_FOUND);
        });
  }

  @Test
  void anEventOfAnotherProjectIsNotTold() throws Exception {
    subscribe(Webhook.Form.CLOUDEVENTS);
    Access.of(database, clock, new AuditLog(database, clock), AccessSettings.local())
        .projects()
        .create("other", "");

    new Acting(Principal.LOCAL, "other").run(() -> registered.create("theirs", Map.of(), ""));
    // Their project, whoever acts.
    registered.delete("theirs");

    assertThat(receiver.isQuiet()).isTrue();
  }

  @Test
  void mlflowIsToldNothingOfPrompts() throws Exception {
    subscribe(Webhook.Form.MLFLOW, EventType.MODEL_CREATED);

    registered.create("prompt", Map.of("mlflow.prompt.is_prompt", "true"), "");

    assertThat(receiver.isQuiet()).isTrue();
  }

  @Test
  void refusesPartsThatCannotBeOnes() {
    assertRefused(draft("https://169.254.169.254/latest/"));
    assertRefused(draft("http://10.0.0.1/"));
    assertRefused(draft("file:///etc/passwd"));
    WebhookDraft good = draft(receiver.address());
    assertRefused(
        new WebhookDraft(
            Optional.of("-x"),
            good.description(),
            good.url(),
            good.events(),
            good.secret(),
            good.active()));
    assertRefused(
        new WebhookDraft(
            good.name(),
            good.description(),
            good.url(),
            Optional.of(Set.of()),
            good.secret(),
            good.active()));
    for (String secret : List.of("", "hunter2", "whsec_c2hvcnQ=", SECRET.substring(6))) {
      assertRefused(
          new WebhookDraft(
              good.name(),
              good.description(),
              good.url(),
              good.events(),
              Optional.of(secret),
              good.active()));
    }
  }

  private void assertRefused(WebhookDraft draft) {
    Problem problem = Problems.of(() -> subscriptions.create(Webhook.Form.CLOUDEVENTS, draft));
    assertThat(problem.kind()).isEqualTo(Problem.Kind.INPUT);
    assertThat(problem.sentence()).doesNotContain("hunter2");
  }

  @Test
  void aTestIsAnsweredAtOnceAndADisabledWebhookIsToldNothing() throws Exception {
    Webhook webhook = subscribe(Webhook.Form.MLFLOW, EventType.ALIAS_SET);

    Deliveries.Tested tested = deliveries.test(webhook.id(), Optional.empty());
    assertThat(tested).isEqualTo(new Deliveries.Tested(true, 200, "heard", ""));
    assertThat(receiver.next().body()).contains("\"alias\": \"example_alias\"");
    receiver.answerNext(500);
    assertThat(deliveries.test(webhook.id(), Optional.of(EventType.ALIAS_REMOVED)).status())
        .isEqualTo(500);
    receiver.next();
    assertThat(
            Problems.of(
                    () -> deliveries.test(webhook.id(), Optional.of(EventType.CHAMPION_PROMOTED)))
                .kind())
        .isEqualTo(Problem.Kind.INPUT);

    subscriptions.update(
        webhook.id(),
        new WebhookDraft(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                EnumSet.allOf(EventType.class).stream()
                    .filter(each -> !each.mlflow().isEmpty())
                    .collect(Collectors.toSet())),
            Optional.empty(),
            Optional.of(false)));
    registered.create("churn", Map.of(), "");
    assertThat(receiver.isQuiet()).isTrue();
  }
}
