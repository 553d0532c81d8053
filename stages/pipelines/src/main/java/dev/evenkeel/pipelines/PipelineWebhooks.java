package dev.evenkeel.pipelines;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Request;
import dev.evenkeel.store.Database;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// Calls of pipelines' webhooks, by whoever knows the secret `webhook.NAME` of the project.
///
/// A call is signed as our own webhooks are: HMAC-SHA256 of `id.timestamp.body`, in the headers of
/// Standard Webhooks or in ours; or it brings the secret itself as a token. A signed call is good
/// for five minutes, and a delivery starts one run however often it comes. What cannot be shown to
/// be right gets one answer, whether the pipeline, its webhook or its secret is missing or wrong.
final class PipelineWebhooks {
  static final int BODY_BYTES_MAX = 64 << 10;
  private static final int FACTS_MAX = 100;
  private static final int FACT_CHARS_MAX = 4_096;
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final Pattern DELIVERY = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");
  private static final String HMAC = "HmacSHA256";
  private static final String PREFIX = "whsec_";

  private final Database database;
  private final Triggers triggers;
  private final Secrets secrets;

  PipelineWebhooks(Database database, Triggers triggers, Secrets secrets) {
    this.database = database;
    this.triggers = triggers;
    this.secrets = secrets;
  }

  /// Takes a call; answers its delivery.
  ///
  /// @throws ProblemException of kind `NOT_FOUND` for one that is not shown to be right, `INPUT` or
  ///   `MALFORMED` for a body that cannot be used
  String called(Request request, String project, String pipeline, String webhook) {
    byte[] body = request.body(BODY_BYTES_MAX);
    String delivery =
        either(request, "X-Evenkeel-Delivery", "webhook-id")
            .filter(id -> DELIVERY.matcher(id).matches())
            .orElseThrow(PipelineWebhooks::refused);
    String secret =
        secrets.value(project, "webhook." + webhook).orElseThrow(PipelineWebhooks::refused);
    boolean isKnown = isToken(request, secret) || isSigned(request, delivery, body, secret);
    if (!isKnown || !database.read(sql -> Triggers.hasWebhook(sql, project, pipeline, webhook))) {
      throw refused();
    }
    Happening.Called called = new Happening.Called(pipeline, webhook, delivery, facts(body));
    database.write(sql -> {
      triggers.happened(sql, project, called);
      return true;
    });
    return delivery;
  }

  private static Optional<String> either(Request request, String ours, String standard) {
    return request.header(ours).or(() -> request.header(standard));
  }

  private static boolean isToken(Request request, String secret) {
    return request.header("X-Evenkeel-Token").filter(token -> isEqual(token, secret)).isPresent();
  }

  private static boolean isSigned(Request request, String delivery, byte[] body, String secret) {
    Optional<String> timestamp =
        either(request, "X-Evenkeel-Timestamp", "webhook-timestamp")
            .filter(text -> SECONDS.matcher(text).matches())
            .filter(text ->
                Duration.between(Instant.ofEpochSecond(Long.parseLong(text)), Instant.now())
                        .abs()
                        .compareTo(SKEW)
                    <= 0);
    if (timestamp.isEmpty()) {
      return false;
    }
    String signed = delivery + "." + timestamp.get() + ".";
    boolean isOurs =
        request
            .header("X-Evenkeel-Signature")
            .filter(signature ->
                isEqual(signature, sign(secret.getBytes(StandardCharsets.UTF_8), signed, body)))
            .isPresent();
    return isOurs
        || (secret.startsWith(PREFIX)
            && request
                .header("webhook-signature")
                .filter(signatures -> isAmong(signatures, sign(key(secret), signed, body)))
                .isPresent());
  }

  // A sender that changes its secret signs by both for a while.
  private static boolean isAmong(String signatures, String right) {
    boolean isOne = false;
    for (String signature : signatures.split(" ", 10)) {
      isOne |= isEqual(signature, right);
    }
    return isOne;
  }

  private static byte[] key(String secret) {
    try {
      return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      throw refused();
    }
  }

  private static String sign(byte[] key, String head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      mac.update(head.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot check a signature", e);
    }
  }

  // In a time that does not tell where they differ.
  private static boolean isEqual(String left, String right) {
    return MessageDigest.isEqual(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  /// What of a body parameters may be given by: the plain values of an object.
  private static Map<String, String> facts(byte[] body) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (body.length == 0) {
      return facts;
    }
    JsonNode document = Json.parse(body, "the request's body");
    if (!document.isObject()) {
      throw new Problem(Problem.Kind.INPUT, "the body is no object", "", "JSON: {…}", "")
          .asException();
    }
    document
        .propertyStream()
        .filter(part -> part.getValue().isValueNode() && !part.getValue().isNull())
        .forEach(part -> facts.put(part.getKey(), part.getValue().asString()));
    boolean isLong =
        facts.entrySet().stream()
            .anyMatch(fact ->
                fact.getKey().length() > FACT_CHARS_MAX
                    || fact.getValue().length() > FACT_CHARS_MAX);
    if (facts.size() > FACTS_MAX || isLong) {
      throw new Problem(
              Problem.Kind.INPUT,
              "the body says too much",
              "",
              "at most %d values of at most %,d characters".formatted(FACTS_MAX, FACT_CHARS_MAX),
              "")
          .asException();
    }
    return facts;
  }

  private static ProblemException refused() {
    return Problem.of(
            Problem.Kind.NOT_FOUND,
            "no webhook is called by this request",
            "check the address, the delivery's id, the time and the signature")
        .asException();
  }
}
