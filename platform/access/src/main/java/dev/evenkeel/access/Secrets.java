package dev.evenkeel.access;

import dev.evenkeel.base.Digests;
import java.security.SecureRandom;

/// Random secrets of 256 bits and more. They need no slow hash: nobody can guess them.
final class Secrets {
  private static final String SIGNS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /// 43 of 62 signs are 256 bits.
  private static final int LENGTH = 43;

  /// Of a password that a person types once.
  private static final int PASSWORD_LENGTH = 20;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  static String make(String prefix) {
    return prefix + signs(LENGTH);
  }

  static String password() {
    return signs(PASSWORD_LENGTH);
  }

  /// Whether a text may be a secret of ours at all, before anything is asked about it.
  static boolean isOne(String prefix, String text) {
    return text.length() == prefix.length() + LENGTH
        && text.startsWith(prefix)
        && text.chars().skip(prefix.length()).allMatch(sign -> SIGNS.indexOf(sign) >= 0);
  }

  /// What is stored, and looked up by: from it nobody finds the secret, and the time that its
  /// comparison takes says nothing of the secret.
  static String hash(String secret) {
    return Digests.of(secret);
  }

  static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static String signs(int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(SIGNS.charAt(RANDOM.nextInt(SIGNS.length())));
    }
    return text.toString();
  }
}
