package dev.evenkeel.store;

import static dev.evenkeel.store.schema.Tables.STORE_PAGE_SEAL;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jooq.DSLContext;

/// Signs where the next page of something begins, so that only what we gave out is taken back. The
/// key is the database's: a token of one node counts at all of its nodes, also after a restart.
public final class PageSeal {
  /// How long a signature is.
  public static final int BYTES = 16;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private PageSeal(String secret) {
    key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /// The seal of a database.
  public static PageSeal of(DSLContext sql) {
    return new PageSeal(
        Objects.requireNonNull(
            sql.select(STORE_PAGE_SEAL.SECRET)
                .from(STORE_PAGE_SEAL)
                .fetchSingle(STORE_PAGE_SEAL.SECRET)));
  }

  /// A signature of [#BYTES].
  ///
  /// @param context what the pages have in common, and for whom they are
  /// @param payload where the next page begins
  public byte[] sign(String context, byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(context.getBytes(StandardCharsets.UTF_8));
      // What ends the one may not pass for the start of the other.
      mac.update((byte) 0xFF);
      mac.update(payload);
      return Arrays.copyOf(mac.doFinal(), BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot sign a page", e);
    }
  }

  /// Whether we signed it.
  public boolean holds(byte[] signature, String context, byte[] payload) {
    return MessageDigest.isEqual(signature, sign(context, payload));
  }
}
