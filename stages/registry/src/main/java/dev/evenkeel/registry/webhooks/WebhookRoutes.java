package dev.evenkeel.registry.webhooks;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import dev.evenkeel.store.Outgoing;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The addresses of our own webhooks; those of MLflow's API are listed and can be deleted here,
/// too.
public final class WebhookRoutes {
  private static final String ALL = "/api/v1/webhooks";
  private static final String ONE = ALL + "/{id}";
  private static final int BODY_BYTES_MAX = 64 << 10;
  private static final int PAGE = 100;

  private final Subscriptions subscriptions;
  private final Deliveries deliveries;

  public WebhookRoutes(Subscriptions subscriptions, Deliveries deliveries) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return Stream.of(
            Route.get(ALL, "Webhooks, newest first", this::list),
            Route.post(ALL, "Make a webhook", this::create),
            Route.get(ONE, "A webhook", this::show),
            new Route("PATCH", ONE, "Change a webhook", this::update),
            new Route("DELETE", ONE, "Delete a webhook", this::delete),
            Route.post(ONE + "/test", "Send a webhook an example", this::test),
            Route.get(ONE + "/deliveries", "What a webhook was told", this::deliveries),
            Route.post(
                ONE + "/deliveries/{delivery}/redeliver",
                "Tell a webhook something once more",
                this::again))
        .map(route -> route.needs(Role.ADMIN))
        .toList();
  }

  private Reply list(Request request) {
    int limit = limit(request);
    List<Webhook> found = subscriptions.list(Optional.empty(), before(request), limit);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("webhooks", found.stream().map(WebhookRoutes::page).toList());
    if (found.size() == limit) {
      page.put("next", "?before=%d&limit=%d".formatted(found.getLast().number(), limit));
    }
    return Reply.json(page);
  }

  private Reply create(Request request) {
    JsonNode body = body(request);
    if (text(body, "secret").isEmpty()) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the webhook has no secret",
              "/secret",
              "`whsec_` and 24 to 64 random bytes in base64",
              "`evenkeel webhook add` makes one")
          .asException();
    }
    return Reply.json(201, page(subscriptions.create(Webhook.Form.CLOUDEVENTS, draft(body))));
  }

  private Reply show(Request request) {
    return Reply.json(page(subscriptions.webhook(request.path("id"))));
  }

  private Reply update(Request request) {
    Webhook webhook = subscriptions.webhook(request.path("id"));
    if (webhook.form() != Webhook.Form.CLOUDEVENTS) {
      throw Problem.of(
              Problem.Kind.INPUT,
              "webhook `%s` was made by MLflow's API".formatted(webhook.id()),
              "change it there")
          .asException();
    }
    return Reply.json(page(subscriptions.update(webhook.id(), draft(body(request)))));
  }

  private Reply delete(Request request) {
    subscriptions.delete(request.path("id"));
    return Reply.json(Map.of("id", request.path("id"), "deleted", true));
  }

  private Reply test(Request request) {
    Optional<EventType> event = request.query("event").map(WebhookRoutes::event);
    Deliveries.Tested tested = deliveries.test(request.path("id"), event);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("success", tested.isSuccess());
    page.put("status", tested.status());
    page.put("body", tested.body());
    page.put("error", tested.error());
    return Reply.json(page);
  }

  private Reply deliveries(Request request) {
    int limit = limit(request);
    Optional<Outgoing.State> state = request.query("state").map(WebhookRoutes::state);
    List<Outgoing> found = deliveries.list(request.path("id"), state, before(request), limit);
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("deliveries", found.stream().map(WebhookRoutes::page).toList());
    if (found.size() == limit) {
      page.put("next", "?before=%d&limit=%d".formatted(found.getLast().number(), limit));
    }
    return Reply.json(page);
  }

  private Reply again(Request request) {
    return Reply.json(202, page(deliveries.again(request.path("id"), request.path("delivery"))));
  }

  private static JsonNode body(Request request) {
    JsonNode body = Json.parse(request.body(BODY_BYTES_MAX), "the request's body");
    if (!body.isObject()) {
      throw wrong("the request's body is no JSON object", "");
    }
    return body;
  }

  private static WebhookDraft draft(JsonNode body) {
    return new WebhookDraft(
        text(body, "name"),
        text(body, "description"),
        text(body, "url"),
        events(body),
        text(body, "secret"),
        active(body));
  }

  private static Optional<String> text(JsonNode body, String key) {
    JsonNode value = body.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw wrong("`%s` is no text".formatted(key), "/" + key);
    }
    return Optional.of(value.stringValue());
  }

  private static Optional<Boolean> active(JsonNode body) {
    JsonNode value = body.path("active");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isBoolean()) {
      throw wrong("`active` is neither true nor false", "/active");
    }
    return Optional.of(value.booleanValue());
  }

  private static Optional<Set<EventType>> events(JsonNode body) {
    JsonNode value = body.path("events");
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw wrong("`events` is no list", "/events");
    }
    Set<EventType> events = EnumSet.noneOf(EventType.class);
    value.values().forEach(each -> events.add(event(each.asString(""))));
    return Optional.of(events);
  }

  private static EventType event(String word) {
    return EventType.of(word)
        .orElseThrow(() -> {
          String near = Names.nearest(word, EventType.words());
          return new Problem(
                  Problem.Kind.INPUT,
                  "event `%s` is unknown".formatted(Names.abbreviate(word)),
                  "/events",
                  "one of " + String.join(", ", EventType.words()),
                  near.isEmpty() ? "" : "did you mean `%s`?".formatted(near))
              .asException();
        });
  }

  private static Outgoing.State state(String word) {
    for (Outgoing.State each : Outgoing.State.values()) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    throw new Problem(
            Problem.Kind.INPUT,
            "`%s` is no state of a delivery".formatted(Names.abbreviate(word)),
            "query parameter `state`",
            "PENDING, DELIVERED or DEAD",
            "")
        .asException();
  }

  private static int limit(Request request) {
    return (int) Math.min(PAGE, number(request, "limit", PAGE));
  }

  private static long before(Request request) {
    return number(request, "before", Long.MAX_VALUE);
  }

  private static long number(Request request, String parameter, long otherwise) {
    Optional<String> text = request.query(parameter);
    if (text.isPresent() && !text.get().matches("[1-9]\\d{0,17}")) {
      throw new Problem(
              Problem.Kind.INPUT,
              "`%s` is no number".formatted(Names.abbreviate(text.get())),
              "query parameter `%s`".formatted(parameter),
              "a number from 1",
              "")
          .asException();
    }
    return text.map(Long::parseLong).orElse(otherwise);
  }

  private static Map<String, Object> page(Webhook webhook) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("id", webhook.id());
    page.put("name", webhook.name());
    page.put("description", webhook.description());
    page.put("url", webhook.url());
    page.put("form", webhook.form().name());
    page.put("events", webhook.events().stream().sorted().map(EventType::word).toList());
    page.put("active", webhook.isActive());
    page.put("created", Instant.ofEpochMilli(webhook.createdMillis()).toString());
    page.put("updated", Instant.ofEpochMilli(webhook.updatedMillis()).toString());
    return page;
  }

  private static Map<String, Object> page(Outgoing delivery) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("id", delivery.delivery());
    page.put("event", delivery.kind());
    page.put("state", delivery.state().name());
    page.put("attempts", delivery.attempts());
    page.put("created", delivery.created().toString());
    page.put("changed", delivery.changed().toString());
    page.put("status", delivery.status());
    page.put("note", delivery.note());
    return page;
  }

  private static RuntimeException wrong(String what, String where) {
    return new Problem(Problem.Kind.INPUT, what, where, "", "").asException();
  }
}
