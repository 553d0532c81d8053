package dev.evenkeel.registry.webhooks;

import static dev.evenkeel.store.schema.Tables.REGISTRY_MODEL_TAG;

import dev.evenkeel.base.Clock;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.registry.Events;
import dev.evenkeel.registry.projects.ProjectScope;
import dev.evenkeel.store.Acting;
import dev.evenkeel.store.Database;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.Outbox;
import dev.evenkeel.store.OutboxSchedule;
import dev.evenkeel.store.Outgoing;
import dev.evenkeel.store.WorkQueue;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;

/// Tells subscribers what happened, and what became of telling them.
public final class Deliveries implements Events {
  private static final String PROMPT = "mlflow.prompt.is_prompt";

  private final Database database;
  private final Subscriptions subscriptions;
  private final Sender sender;
  private final Outbox outbox;
  private final Clock clock;

  /// @param queue not started yet
  public Deliveries(
      Database database,
      WorkQueue queue,
      OutboxSchedule schedule,
      Subscriptions subscriptions,
      Egress egress,
      Clock clock) {
    this.database = database;
    this.subscriptions = subscriptions;
    this.sender = new Sender(subscriptions, egress);
    this.outbox = new Outbox(database, queue, schedule, sender::carry);
    this.clock = clock;
  }

  /// What a receiver answered to a test.
  ///
  /// @param status 0 without an answer
  /// @param body the start of what it answered
  /// @param error what went wrong; empty when nothing did
  public record Tested(boolean isSuccess, int status, String body, String error) {}

  @Override
  public void raise(String type, String subject, Map<String, ?> data) {
    EventType event =
        EventType.of(type)
            .orElseThrow(() ->
                new IllegalArgumentException("Cannot raise %s: it is no event".formatted(type)));
    database.write(sql -> {
      String project = projectOf(sql, data);
      List<Webhook> told = Subscriptions.subscribed(sql, project, event);
      if (!told.isEmpty()) {
        tell(sql, told, happened(event, project, subject, data));
      }
      return told.size();
    });
  }

  /// What happens to a model is told in its project, wherever whoever did it works.
  private static String projectOf(DSLContext sql, Map<String, ?> data) {
    return Optional.ofNullable(data.get("model"))
        .flatMap(model -> ProjectScope.projectOfModel(sql, String.valueOf(model)))
        .or(() -> Optional.ofNullable(data.get("project")).map(String::valueOf))
        .orElseGet(() -> Acting.now().project());
  }

  private Happened happened(EventType event, String project, String subject, Map<String, ?> data) {
    return new Happened(Outbox.newDelivery(), event, project, subject, clock.now(), data);
  }

  private void tell(DSLContext sql, List<Webhook> told, Happened event) {
    for (Webhook webhook : told) {
      boolean isMlflow = webhook.form() == Webhook.Form.MLFLOW;
      // MLflow tells of a prompt by other events, which we do not have.
      if (!isMlflow || !isPrompt(sql, String.valueOf(event.data().get("model")))) {
        outbox.put(
            Outbox.newDelivery(),
            webhook.id(),
            event.type().word(),
            Bodies.of(webhook.form(), event));
      }
    }
  }

  private static boolean isPrompt(DSLContext sql, String model) {
    return sql.fetchExists(
        REGISTRY_MODEL_TAG,
        REGISTRY_MODEL_TAG
            .MODEL
            .eq(model)
            .and(REGISTRY_MODEL_TAG.KEY.eq(PROMPT))
            .and(REGISTRY_MODEL_TAG.VALUE.equalIgnoreCase("true")));
  }

  /// Sends an example, now and once, whether the webhook is active or not.
  ///
  /// @param type of the example; none for the first of its own
  public Tested test(String id, Optional<EventType> type) {
    Webhook webhook = subscriptions.webhook(id);
    EventType event =
        type.or(() -> webhook.events().stream().sorted().findFirst())
            .orElseThrow(() ->
                Problem.of(Problem.Kind.INPUT, "the webhook has no events", "").asException());
    if (webhook.form() == Webhook.Form.MLFLOW && event.mlflow().isEmpty()) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "MLflow has no event `%s`, and this webhook is told in its form"
                  .formatted(event.word()),
              "choose one that it has")
          .asException();
    }
    Happened example =
        happened(event, Acting.now().project(), "example_model@1", Examples.of(event));
    Subscriptions.Signed signed =
        subscriptions
            .signed(id)
            .orElseThrow(() ->
                Problem.of(
                        Problem.Kind.NOT_FOUND,
                        "Webhook with ID %s not found".formatted(Names.abbreviate(id)),
                        "")
                    .asException());
    try {
      return tested(sender.send(signed, Outbox.newDelivery(), Bodies.of(webhook.form(), example)));
    } catch (ProblemException e) {
      return failed(e.problem().sentence());
    } catch (UnknownHostException e) {
      return failed("nobody knows its host");
    } catch (IOException e) {
      return failed(Sender.reason(e));
    }
  }

  private static Tested tested(Egress.Answer answer) {
    int status = answer.status();
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    boolean isRedirect = status >= 300 && status < 400;
    return new Tested(status < 300, status, body, isRedirect ? "redirects are not followed" : "");
  }

  private static Tested failed(String why) {
    return new Tested(false, 0, "", "Failed to test webhook: " + why);
  }

  /// What was or is to be told to a webhook, the newest first.
  ///
  /// @param before only numbers below it; `Long.MAX_VALUE` for the first page
  public List<Outgoing> list(String id, Optional<Outgoing.State> state, long before, int limit) {
    return outbox.list(subscriptions.webhook(id).id(), state, before, limit);
  }

  /// Tells something once more, under its old id.
  public Outgoing again(String id, String delivery) {
    return outbox.again(subscriptions.webhook(id).id(), delivery);
  }

  /// Facts for a test, those that MLflow has for it too.
  private static final class Examples {
    static Map<String, ?> of(EventType event) {
      Map<String, Object> data = new LinkedHashMap<>();
      data.put("model", "example_model");
      switch (event) {
        case MODEL_CREATED -> described(data, "An example registered model");
        case VERSION_REGISTERED -> {
          data.put("version", 1);
          data.put("source", "models:/123");
          data.put("runId", "abcd1234abcd5678");
          described(data, "An example model version");
        }
        case VERSION_DELETED, CHAMPION_PROMOTED -> data.put("version", 1);
        case VERSION_TAG_SET -> {
          data.put("version", 1);
          data.put("key", "example_key");
          data.put("value", "example_value");
        }
        case VERSION_TAG_REMOVED -> {
          data.put("version", 1);
          data.put("key", "example_key");
        }
        case ALIAS_SET -> {
          data.put("alias", "example_alias");
          data.put("version", 1);
        }
        case ALIAS_REMOVED -> data.put("alias", "example_alias");
        case PIPELINE_LATE -> {
          data.remove("model");
          data.put("pipeline", "example_pipeline");
          data.put("run", "0f3c5a1e-0000-4000-8000-000000000000");
        }
        case MODEL_DELETED, APPROVAL_REQUESTED, APPROVAL_DECIDED -> {
          // The name says it.
        }
      }
      return data;
    }

    private static void described(Map<String, Object> data, String description) {
      data.put("tags", Map.of("example_key", "example_value"));
      data.put("description", description);
    }
  }
}
