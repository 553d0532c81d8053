package dev.evenkeel.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evenkeel.access.Identified;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Passwords that were right a moment ago. A client of MLflow's sends its password with every
/// request, and to check one is slow on purpose. Kept is a code under a key of this process; only
/// right passwords are, so that each wrong one is checked, and counted, in full.
final class RecentPasswords {
  private static final String CODE = "HmacSHA256";
  private static final long KEPT_NANOS = 3_000_000_000L;
  private static final int KEPT_MAX = 1_000;
  private static final int KEY_BYTES = 32;

  private final SecretKeySpec key;
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  private record Kept(Identified who, long since) {}

  RecentPasswords() {
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, CODE);
  }

  /// Who it was a moment ago, else who it is.
  Optional<Identified> or(String pair, Supplier<Optional<Identified>> slowly) {
    String code = code(pair);
    Optional<Identified> known = find(code);
    if (known.isPresent()) {
      return known;
    }
    Optional<Identified> found = slowly.get();
    found.ifPresent(who -> keep(code, who));
    return found;
  }

  private Optional<Identified> find(String code) {
    synchronized (kept) {
      Kept found = kept.get(code);
      return found != null && System.nanoTime() - found.since < KEPT_NANOS
          ? Optional.of(found.who)
          : Optional.empty();
    }
  }

  private void keep(String code, Identified who) {
    synchronized (kept) {
      kept.remove(code);
      kept.put(code, new Kept(who, System.nanoTime()));
      if (kept.size() > KEPT_MAX) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
  }

  private String code(String pair) {
    try {
      Mac mac = Mac.getInstance(CODE);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(pair.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java has " + CODE, e);
    }
  }
}
