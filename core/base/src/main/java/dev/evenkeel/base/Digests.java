package dev.evenkeel.base;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256, by which content is named: `sha256:` and 64 hexadecimal digits.
public final class Digests {
  private static final String PREFIX = "sha256:";
  private static final int HEX_DIGITS = 64;

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
    // Asked of each file of a folder several times, so without a regular expression.
    if (text.length() != PREFIX.length() + HEX_DIGITS || !text.startsWith(PREFIX)) {
      return false;
    }
    for (int at = PREFIX.length(); at < text.length(); at++) {
      char digit = text.charAt(at);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return true;
  }
}
