package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.console.WebhookSource;
import dev.evenkeel.console.WebhookView;
import dev.evenkeel.console.WebhooksView;
import dev.evenkeel.registry.Webhooks;
import dev.evenkeel.registry.webhooks.Deliveries;
import dev.evenkeel.registry.webhooks.EventType;
import dev.evenkeel.registry.webhooks.Webhook;
import dev.evenkeel.registry.webhooks.WebhookDraft;
import dev.evenkeel.store.Outgoing;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Puts webhooks into the words of their pages.
final class WebhookViews implements WebhookSource {
  private static final int PAGE = 50;
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Webhooks webhooks;

  WebhookViews(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public WebhooksView webhooks(String before, String secret, String problem) {
    List<Webhook> found = webhooks.subscriptions().list(Optional.empty(), before(before), PAGE);
    return new WebhooksView(
        problem,
        secret,
        found.stream().map(WebhookViews::row).toList(),
        EventType.words(),
        found.size() == PAGE ? String.valueOf(found.getLast().number()) : "");
  }

  @Override
  public String add(String name, String url, Set<String> events) {
    byte[] random = new byte[SECRET_BYTES];
    RANDOM.nextBytes(random);
    String secret = "whsec_" + Base64.getEncoder().encodeToString(random);
    webhooks
        .subscriptions()
        .create(
            Webhook.Form.CLOUDEVENTS,
            new WebhookDraft(
                Optional.of(name),
                Optional.empty(),
                Optional.of(url),
                Optional.of(events.stream().map(WebhookViews::event).collect(Collectors.toSet())),
                Optional.of(secret),
                Optional.empty()));
    return secret;
  }

  private static EventType event(String word) {
    return EventType.of(word)
        .orElseThrow(() ->
            Problem.of(
                    Problem.Kind.INPUT,
                    "event `%s` is unknown".formatted(Names.abbreviate(word)),
                    "tick those of the page")
                .asException());
  }

  @Override
  public WebhookView webhook(String id, String before, String tested, String problem) {
    Webhook webhook = webhooks.subscriptions().webhook(id);
    List<Outgoing> found =
        webhooks.deliveries().list(webhook.id(), Optional.empty(), before(before), PAGE);
    return new WebhookView(
        problem,
        tested,
        row(webhook),
        found.stream().map(WebhookViews::delivery).toList(),
        found.size() == PAGE ? String.valueOf(found.getLast().number()) : "");
  }

  @Override
  public String test(String id) {
    Deliveries.Tested tested = webhooks.deliveries().test(id, Optional.empty());
    String answer = tested.status() == 0 ? "No answer" : "The receiver answered " + tested.status();
    return answer + (tested.error().isEmpty() ? "." : ": " + tested.error());
  }

  @Override
  public void remove(String id) {
    webhooks.subscriptions().delete(id);
  }

  @Override
  public void again(String id, String delivery) {
    webhooks.deliveries().again(id, delivery);
  }

  private static WebhooksView.Row row(Webhook webhook) {
    return new WebhooksView.Row(
        webhook.id(),
        webhook.name(),
        webhook.url(),
        switch (webhook.form()) {
          case CLOUDEVENTS -> "CloudEvents";
          case MLFLOW -> "MLflow's events";
        },
        webhook.events().stream().sorted().map(EventType::word).toList(),
        webhook.isActive(),
        ShownTimes.minute(webhook.createdMillis()));
  }

  private static WebhookView.Delivery delivery(Outgoing delivery) {
    return new WebhookView.Delivery(
        delivery.delivery(),
        delivery.kind(),
        delivery.state().name().toLowerCase(Locale.ROOT),
        String.valueOf(delivery.attempts()),
        delivery.status() == 0 ? "" : String.valueOf(delivery.status()),
        ShownTimes.minute(delivery.changed().toEpochMilli()),
        delivery.note());
  }

  private static long before(String number) {
    return number.isEmpty() ? Long.MAX_VALUE : RequestValues.number(number, "before");
  }
}
