package dev.evenkeel.data;

import dev.evenkeel.base.Clock;
import dev.evenkeel.store.SecretBox;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Keys that open one table's files for an hour. Nothing keeps them: the name of a key says what it
/// opens and for whom, and its secret follows from the name and the key of the server's secrets.
final class TableKeys {
  /// As long as Amazon's own by default. Whoever loads the table again gets a new one.
  private static final Duration LIFE = Duration.ofHours(1);

  private static final String PURPOSE = "iceberg table key";

  private final SecretBox box;
  private final Clock clock;

  TableKeys(SecretBox box, Clock clock) {
    this.box = box;
    this.clock = clock;
  }

  /// What a client signs with.
  record Key(String id, String secret, Instant ends) {
    /// Without the secret.
    @Override
    public String toString() {
      return "Key[%s]".formatted(id);
    }
  }

  /// What a key opens.
  ///
  /// @param holder whom it was given to
  record Grant(String project, String dataset, String holder) {}

  Key make(Grant grant) {
    Instant ends = Instant.ofEpochSecond(clock.now().plus(LIFE).getEpochSecond());
    String words =
        String.join(
            ":",
            String.valueOf(ends.getEpochSecond()),
            grant.project(),
            grant.dataset(),
            grant.holder());
    String id =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(words.getBytes(StandardCharsets.UTF_8));
    return new Key(id, secret(id), ends);
  }

  /// The secret of a key, whether we made the key or not: who does not know it cannot sign.
  String secret(String id) {
    return box.derive(PURPOSE, id);
  }

  /// What a key opens now. Asked only after a signature by its secret has held.
  Optional<Grant> opens(String id) {
    try {
      String words = new String(Base64.getUrlDecoder().decode(id), StandardCharsets.UTF_8);
      List<String> parts = Arrays.asList(words.split(":", -1));
      if (parts.size() != 4) {
        return Optional.empty();
      }
      Instant ends = Instant.ofEpochSecond(Long.parseLong(parts.getFirst()));
      return clock.now().isBefore(ends)
          ? Optional.of(new Grant(parts.get(1), parts.get(2), parts.get(3)))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
