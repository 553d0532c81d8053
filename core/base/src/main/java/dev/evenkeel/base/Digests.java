package dev.evenkeel.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, by which content is named: `sha256:` and 64 hexadecimal digits.
public final class Digests {
  private static final String PREFIX = "sha256:";

  private Digests() {}

  /// The digest of some bytes.
  public static String of(byte[] content) {
    return named(start().digest(content));
  }

  /// The digest of a text in UTF-8.
  public static String of(String content) {
    return of(content.getBytes(StandardCharsets.UTF_8));
  }

  /// To digest a stream piece by piece; [#named] then makes the name.
  public static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot digest: every Java has SHA-256", e);
    }
  }

  /// The name of a finished digest.
  public static String named(byte[] digest) {
    return PREFIX + HexFormat.of().formatHex(digest);
  }

  /// Whether a text is the name of a digest.
  public static boolean isDigest(String text) {
    return text.matches("sha256:[0-9a-f]{64}");
  }
}
