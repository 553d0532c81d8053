package dev.evenkeel.registry.mlflow;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.registry.Webhooks;
import dev.evenkeel.registry.mlflow.MlflowRoutes.Call;
import dev.evenkeel.registry.webhooks.Deliveries;
import dev.evenkeel.registry.webhooks.EventType;
import dev.evenkeel.registry.webhooks.Subscriptions;
import dev.evenkeel.registry.webhooks.Webhook;
import dev.evenkeel.registry.webhooks.WebhookDraft;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The calls on webhooks (`webhooks.proto`), which see those that were made by them.
final class WebhookCalls {
  private static final String ALL = "webhooks";
  private static final String ONE = "webhooks/{webhook_id}";
  private static final int PAGE = 100;
  private static final int PAGE_MAX = 1_000;

  private final Subscriptions subscriptions;
  private final Deliveries deliveries;

  WebhookCalls(Webhooks webhooks) {
    this.subscriptions = webhooks.subscriptions();
    this.deliveries = webhooks.deliveries();
  }

  List<Call> calls() {
    return List.of(
        new Call("POST", ALL, "Make a webhook", this::create),
        new Call("GET", ALL, "Webhooks, the newest first", this::list),
        new Call("GET", ONE, "A webhook", this::show),
        new Call("PATCH", ONE, "Change a webhook", this::update),
        new Call("DELETE", ONE, "Delete a webhook", this::delete),
        new Call("POST", ONE + "/test", "Send a webhook an example", this::test));
  }

  /// In the order of the protocol, whose numbers begin at 1.
  private enum Entity {
    REGISTERED_MODEL,
    MODEL_VERSION,
    MODEL_VERSION_TAG,
    MODEL_VERSION_ALIAS,
    PROMPT,
    PROMPT_VERSION,
    PROMPT_TAG,
    PROMPT_VERSION_TAG,
    PROMPT_ALIAS,
    BUDGET_POLICY
  }

  /// In the order of the protocol, whose numbers begin at 1.
  private enum Action {
    CREATED,
    UPDATED,
    DELETED,
    SET,
    EXCEEDED
  }

  /// In the order of the protocol, whose numbers begin at 1.
  private enum Status {
    ACTIVE,
    DISABLED
  }

  private Reply create(Request request) {
    Fields fields = Fields.ofBody(request);
    WebhookDraft draft =
        new WebhookDraft(
            Optional.of(fields.required("name")),
            fields.text("description"),
            Optional.of(fields.required("url")),
            Optional.of(events(fields)),
            fields.text("secret"),
            active(fields));
    return reply(subscriptions.create(Webhook.Form.MLFLOW, draft));
  }

  private Reply update(Request request) {
    String id = known(request).id();
    Fields fields = Fields.ofBody(request);
    Set<EventType> events = events(fields);
    WebhookDraft change =
        new WebhookDraft(
            fields.text("name"),
            fields.textOrEmpty("description"),
            fields.text("url"),
            events.isEmpty() ? Optional.empty() : Optional.of(events),
            fields.textOrEmpty("secret"),
            active(fields));
    return reply(subscriptions.update(id, change));
  }

  private Reply list(Request request) {
    Fields fields = Fields.ofQuery(request, "max_results", "page_token");
    long asked = fields.integer("max_results").filter(each -> each != 0).orElse((long) PAGE);
    if (asked < 1 || asked > PAGE_MAX) {
      throw Fields.invalid("max_results must be between 1 and 1000.");
    }
    long before = fields.text("page_token").map(WebhookCalls::before).orElse(Long.MAX_VALUE);
    List<Webhook> found = subscriptions.list(Optional.of(Webhook.Form.MLFLOW), before, (int) asked);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("webhooks", found.stream().map(WebhookCalls::message).toList());
    if (found.size() == asked
        && !subscriptions
            .list(Optional.of(Webhook.Form.MLFLOW), found.getLast().number(), 1)
            .isEmpty()) {
      page.put("next_page_token", "w" + found.getLast().number());
    }
    return Reply.json(page);
  }

  private static long before(String token) {
    if (!token.matches("w[1-9]\\d{0,17}")) {
      throw Fields.invalid("Invalid page token");
    }
    return Long.parseLong(token.substring(1));
  }

  private Reply show(Request request) {
    return reply(known(request));
  }

  private Reply delete(Request request) {
    subscriptions.delete(known(request).id());
    return MlflowReplies.empty();
  }

  private Reply test(Request request) {
    Webhook webhook = known(request);
    Optional<EventType> event = Fields.ofBody(request).message("event").map(WebhookCalls::event);
    Deliveries.Tested tested = deliveries.test(webhook.id(), event);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("success", tested.isSuccess());
    if (tested.status() != 0) {
      result.put("response_status", tested.status());
      result.put("response_body", tested.body());
    }
    if (!tested.error().isEmpty()) {
      result.put("error_message", tested.error());
    }
    return Reply.json(Map.of("result", result));
  }

  private Webhook known(Request request) {
    String id = request.path("webhook_id");
    Webhook webhook = subscriptions.webhook(id);
    if (webhook.form() != Webhook.Form.MLFLOW) {
      throw new Refusal(
          ErrorCode.RESOURCE_DOES_NOT_EXIST,
          "Webhook with ID %s not found.".formatted(Names.abbreviate(id)));
    }
    return webhook;
  }

  private static Set<EventType> events(Fields fields) {
    Set<EventType> events = EnumSet.noneOf(EventType.class);
    fields.messages("events").forEach(each -> events.add(event(each)));
    return events;
  }

  private static EventType event(Fields fields) {
    String word =
        word(fields.choice("entity", List.of(Entity.values()), 1))
            + "."
            + word(fields.choice("action", List.of(Action.values()), 1));
    return EventType.ofMlflow(word)
        .orElseThrow(() ->
            Fields.invalid(
                "There is no event '%s' here: docs/mlflow.md lists them.".formatted(word)));
  }

  private static String word(Optional<? extends Enum<?>> choice) {
    return choice.map(each -> each.name().toLowerCase(Locale.ROOT)).orElse("");
  }

  private static Optional<Boolean> active(Fields fields) {
    return fields.choice("status", List.of(Status.values()), 1).map(each -> each == Status.ACTIVE);
  }

  private static Reply reply(Webhook webhook) {
    return Reply.json(Map.of("webhook", message(webhook)));
  }

  private static Map<String, Object> message(Webhook webhook) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("webhook_id", webhook.id());
    message.put("name", webhook.name());
    WireJson.putText(message, "description", webhook.description());
    message.put("url", webhook.url());
    message.put("events", webhook.events().stream().sorted().map(WebhookCalls::event).toList());
    message.put("status", (webhook.isActive() ? Status.ACTIVE : Status.DISABLED).name());
    message.put("creation_timestamp", webhook.createdMillis());
    message.put("last_updated_timestamp", webhook.updatedMillis());
    return message;
  }

  private static Map<String, Object> event(EventType event) {
    String[] words = event.mlflow().toUpperCase(Locale.ROOT).split("\\.", 2);
    return WireJson.object("entity", words[0], "action", words[1]);
  }
}
