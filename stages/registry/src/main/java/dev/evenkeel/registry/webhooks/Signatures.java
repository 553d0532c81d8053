package dev.evenkeel.registry.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// How a receiver can tell that a delivery is ours, was not altered and is not an old one again.
/// Both forms sign `id.timestamp.body`; MLflow's key is the secret's text, that of Standard
/// Webhooks its bytes.
final class Signatures {
  private static final String HMAC = "HmacSHA256";
  private static final String PREFIX = "whsec_";

  private Signatures() {}

  static byte[] key(String secret) {
    return Base64.getDecoder()
        .decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
  }

  static String sign(byte[] key, String id, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      String signed = id + "." + timestamp + "." + body;
      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign a delivery", e);
    }
  }
}
