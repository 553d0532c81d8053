package dev.evenkeel.registry.webhooks;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.Set;
import java.util.regex.Pattern;

/// What the parts of a webhook may be.
final class WebhookRules {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final int DESCRIPTION_CHARS_MAX = 1_000;
  private static final int SECRET_CHARS_MAX = 1_000;
  private static final String OURS = "whsec_";
  private static final int KEY_BYTES_MIN = 24;
  private static final int KEY_BYTES_MAX = 64;

  private WebhookRules() {}

  static void check(Webhook.Form form, WebhookDraft draft) {
    draft.name().ifPresent(WebhookRules::name);
    draft.description().ifPresent(WebhookRules::description);
    draft.events().ifPresent(WebhookRules::events);
    draft
        .secret()
        .ifPresent(secret -> {
          switch (form) {
            case MLFLOW -> text(secret);
            case CLOUDEVENTS -> key(secret);
          }
        });
  }

  private static void name(String name) {
    if (!NAME.matcher(name).matches()) {
      throw refused(
          "webhook name `%s` cannot be used".formatted(Names.abbreviate(name)),
          "1 to 63 letters, digits, `.`, `_` or `-`; the first and the last a letter or digit");
    }
  }

  private static void description(String description) {
    if (description.length() > DESCRIPTION_CHARS_MAX) {
      throw refused("the webhook's description is too long", "at most 1,000 characters");
    }
  }

  private static void events(Set<EventType> events) {
    if (events.isEmpty()) {
      throw refused("the webhook has no events", "one at least");
    }
  }

  private static void text(String secret) {
    if (secret.length() > SECRET_CHARS_MAX) {
      throw refused("the webhook's secret is too long", "at most 1,000 characters");
    }
  }

  private static void key(String secret) {
    try {
      int bytes = Signatures.key(secret).length;
      if (secret.startsWith(OURS) && bytes >= KEY_BYTES_MIN && bytes <= KEY_BYTES_MAX) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, without a word of what it is.
    }
    throw refused(
        "the webhook's secret cannot be used", "`whsec_` and 24 to 64 random bytes in base64");
  }

  private static RuntimeException refused(String what, String expected) {
    return new Problem(Problem.Kind.INPUT, what, "", expected, "").asException();
  }
}
