package dev.evenkeel.registry.webhooks;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.store.Egress;
import dev.evenkeel.store.Outbox.Outcome;
import dev.evenkeel.store.Outgoing;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// Sends deliveries to the addresses of webhooks.
final class Sender {
  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int ANSWER_BYTES_MAX = 64 << 10;
  private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
  private static final int AT_ONCE = 2;

  private final Subscriptions subscriptions;
  private final Egress egress;

  // Of each webhook that is being told; whoever does not answer keeps two threads, not all.
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

  Sender(Subscriptions subscriptions, Egress egress) {
    this.subscriptions = subscriptions;
    this.egress = egress;
  }

  /// Carries what the outbox has.
  Outcome carry(Outgoing outgoing) {
    Subscriptions.Signed signed;
    try {
      signed = subscriptions.signed(outgoing.recipient()).orElse(null);
    } catch (ProblemException e) {
      return Outcome.again(0, e.problem().sentence(), Duration.ZERO);
    }
    if (signed == null) {
      return Outcome.refused(0, "the webhook was deleted");
    }
    if (!signed.webhook().isActive()) {
      return Outcome.refused(0, "the webhook is disabled");
    }
    Semaphore place = places.computeIfAbsent(outgoing.recipient(), _ -> new Semaphore(AT_ONCE));
    if (!place.tryAcquire()) {
      return Outcome.later();
    }
    try {
      return outcome(send(signed, outgoing.delivery(), outgoing.body()));
    } catch (ProblemException e) {
      return Outcome.refused(0, e.problem().sentence());
    } catch (UnknownHostException e) {
      return Outcome.again(0, "nobody knows its host", Duration.ZERO);
    } catch (IOException e) {
      return Outcome.again(0, reason(e), Duration.ZERO);
    } finally {
      place.release();
    }
  }

  private static Outcome outcome(Egress.Answer answer) {
    int status = answer.status();
    if (status < 300) {
      return Outcome.arrived(status);
    }
    String note = "it answered " + status;
    return PASSING.contains(status)
        ? Outcome.again(status, note, retryAfter(answer))
        : Outcome.refused(status, status < 400 ? note + "; redirects are not followed" : note);
  }

  private static Duration retryAfter(Egress.Answer answer) {
    String seconds = answer.headers().getOrDefault("retry-after", "");
    return seconds.matches("\\d{1,6}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  /// Why there was no answer, for people.
  static String reason(IOException e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : Names.abbreviate(message.lines().findFirst().orElse(message));
  }

  /// Sends one body.
  Egress.Answer send(Subscriptions.Signed signed, String delivery, String body) throws IOException {
    // The time of this attempt: receivers refuse an old one, which might be somebody's copy.
    String timestamp = String.valueOf(Instant.now().getEpochSecond());
    Map<String, String> headers =
        switch (signed.webhook().form()) {
          case MLFLOW -> mlflow(signed.secret(), delivery, timestamp, body);
          case CLOUDEVENTS -> standard(signed.secret(), delivery, timestamp, body);
        };
    return egress.send(
        new Egress.Call(
            "POST",
            signed.webhook().url(),
            headers,
            body.getBytes(StandardCharsets.UTF_8),
            WITHIN,
            ANSWER_BYTES_MAX));
  }

  private static Map<String, String> mlflow(
      String secret, String delivery, String timestamp, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("X-MLflow-Delivery-Id", delivery);
    headers.put("X-MLflow-Timestamp", timestamp);
    if (!secret.isEmpty()) {
      byte[] key = secret.getBytes(StandardCharsets.UTF_8);
      headers.put("X-MLflow-Signature", Signatures.sign(key, delivery, timestamp, body));
    }
    return headers;
  }

  private static Map<String, String> standard(
      String secret, String delivery, String timestamp, String body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/cloudevents+json; charset=utf-8");
    headers.put("webhook-id", delivery);
    headers.put("webhook-timestamp", timestamp);
    byte[] key = Signatures.key(secret);
    headers.put("webhook-signature", Signatures.sign(key, delivery, timestamp, body));
    return headers;
  }
}
