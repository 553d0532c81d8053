package dev.evenkeel.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.evenkeel.base.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Argon2id, and what a password must be.
final class Passwords {
  static final int LENGTH_MIN = 12;
  static final int LENGTH_MAX = 256;

  // OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
  private static final Argon2Function ARGON =
      Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);
  private static final int SALT_BYTES = 16;

  /// A password that contains one of these, and little else, is guessed first.
  private static final List<String> OBVIOUS =
      List.of(
          "password",
          "passwort",
          "evenkeel",
          "mlflow",
          "admin",
          "letmein",
          "welcome",
          "changeme",
          "qwerty",
          "qwertz",
          "iloveyou",
          "secret",
          "1234567890",
          "0123456789",
          "abcdefghij");

  private static final int OWN_SIGNS_MIN = 6;
  private static final int DIFFERENT_SIGNS_MIN = 5;
  private static final Duration WAIT_MAX = Duration.ofSeconds(10);

  // Each hash takes 19 MiB: more at once would let anybody fill the memory.
  private final Semaphore turns = new Semaphore(4);

  // Against it an unknown user's password is checked, so that both take as long.
  private final String nobody = hash(Secrets.password());

  /// Answers the password itself.
  static String check(String user, String password) {
    String small = password.toLowerCase(Locale.ROOT);
    if (password.length() < LENGTH_MIN || password.length() > LENGTH_MAX) {
      throw refused("has %d signs".formatted(password.length()));
    }
    if (password.chars().distinct().count() < DIFFERENT_SIGNS_MIN) {
      throw refused("repeats too few signs");
    }
    String own = small.replace(user.toLowerCase(Locale.ROOT), "");
    for (String word : OBVIOUS) {
      own = own.replace(word, "");
    }
    if (own.length() < OWN_SIGNS_MIN) {
      throw refused("is one of those that are guessed first");
    }
    return password;
  }

  private static RuntimeException refused(String why) {
    return new Problem(
            Problem.Kind.INPUT,
            "this password " + why,
            "",
            "%d to %d signs that are not easily guessed".formatted(LENGTH_MIN, LENGTH_MAX),
            "choose another, or let one be made")
        .asException();
  }

  String hash(String password) {
    return inTurn(
        () -> Password.hash(password).addSalt(Secrets.bytes(SALT_BYTES)).with(ARGON).getResult());
  }

  boolean matches(String password, String hash) {
    return inTurn(
        () -> Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash)));
  }

  /// Takes as long as a real check.
  void matchNobody(String password) {
    matches(password, nobody);
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!turns.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        throw Problem.of(
                Problem.Kind.BUSY, "too many people sign in at once", "try again in a moment")
            .asException(Map.of("Retry-After", "10"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot check a password: interrupted", e);
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }
}
