package dev.evenkeel.console;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Reply;
import dev.evenkeel.base.Request;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Route;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The pages of webhooks. They need no JavaScript.
public final class WebhookPages {
  private static final int FORM_BYTES_MAX = 16 << 10;
  private static final String ONE = "/webhooks/{id}";

  /// Before the name of an event that is ticked.
  private static final String TICKED = "on.";

  private final WebhookSource source;
  private final Supplier<List<String>> models;
  private final Pages pages = new Pages();

  /// @param models names for the navigation
  public WebhookPages(WebhookSource source, Supplier<List<String>> models) {
    this.source = source;
    this.models = models;
  }

  /// What `server` mounts.
  public List<Route> routes() {
    return Stream.of(
            Route.get("/webhooks", "The page of webhooks", this::list),
            Route.post("/webhooks", "Make a webhook, from that page", this::add),
            Route.get(ONE, "The page of a webhook and what it was told", this::show),
            Route.post(ONE + "/test", "Send an example, from that page", this::test),
            Route.post(ONE + "/delete", "Delete a webhook, from that page", this::remove),
            Route.post(
                ONE + "/deliveries/{delivery}/redeliver",
                "Tell something once more, from that page",
                this::again))
        .map(route -> route.needs(Role.ADMIN))
        .toList();
  }

  private Reply list(Request request) {
    return list(Forms.asked(request, "before"), "", "");
  }

  private Reply list(String before, String secret, String problem) {
    return pages.render(
        "webhooks.jte",
        Map.of("view", source.webhooks(before, secret, problem), "models", models.get()));
  }

  private Reply add(Request request) {
    Map<String, String> fields = Forms.fields(request.body(FORM_BYTES_MAX));
    Set<String> events =
        fields.keySet().stream()
            .filter(field -> field.startsWith(TICKED))
            .map(field -> field.substring(TICKED.length()))
            .collect(Collectors.toSet());
    try {
      String secret =
          source.add(fields.getOrDefault("name", ""), fields.getOrDefault("url", ""), events);
      return list("", secret, "");
    } catch (ProblemException e) {
      return list("", "", told(e));
    }
  }

  private Reply show(Request request) {
    return show(request, "", "");
  }

  private Reply show(Request request, String tested, String problem) {
    String before = Forms.asked(request, "before");
    return pages.render(
        "webhook.jte",
        Map.of(
            "view",
            source.webhook(request.path("id"), before, tested, problem),
            "models",
            models.get()));
  }

  private Reply test(Request request) {
    try {
      return show(request, source.test(request.path("id")), "");
    } catch (ProblemException e) {
      return show(request, "", told(e));
    }
  }

  private Reply remove(Request request) {
    source.remove(request.path("id"));
    return Reply.seeOther("/webhooks");
  }

  private Reply again(Request request) {
    try {
      source.again(request.path("id"), request.path("delivery"));
    } catch (ProblemException e) {
      return show(request, "", told(e));
    }
    return Reply.seeOther(
        "/webhooks/" + source.webhook(request.path("id"), "", "", "").webhook().id());
  }

  /// What does not exist or may not be seen has no page to be told on.
  private static String told(ProblemException refusal) {
    Problem problem = refusal.problem();
    return switch (problem.kind()) {
      case NOT_FOUND, FORBIDDEN, UNAUTHENTICATED -> throw refusal;
      default -> problem.sentence();
    };
  }
}
