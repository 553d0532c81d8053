package dev.evenkeel.serving;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.registry.Models;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// What a client calls one of its requests, so that sending it again is no second prediction.
///
/// @param model that was asked
/// @param asked `champion`, another alias, or the number of a version: each has keys of its own
/// @param key as the client wrote it
record RequestKey(String model, String asked, String key) {
  static final String HEADER = "Idempotency-Key";

  private static final int CHARS_MAX = 200;

  RequestKey {
    if (key.isBlank() || key.length() > CHARS_MAX) {
      throw new Problem(
              Problem.Kind.INPUT,
              "%s `%s` cannot be used".formatted(HEADER, Names.abbreviate(key)),
              HEADER,
              "1 to %d characters".formatted(CHARS_MAX),
              "send a new UUID with each request, and the same one when you repeat it")
          .asException();
    }
  }

  /// The id of a row's prediction: it follows from the key.
  String id(int row) {
    return uuid(row).toString();
  }

  /// The ids of so many rows, two halves for each.
  long[] ids(int rows) {
    long[] halves = new long[2 * rows];
    for (int row = 0; row < rows; row++) {
      UUID id = uuid(row);
      halves[2 * row] = id.getMostSignificantBits();
      halves[2 * row + 1] = id.getLeastSignificantBits();
    }
    return halves;
  }

  private UUID uuid(int row) {
    String name = model + '\n' + stored(row);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /// As the log keeps it. Aliases hold no `/`, so no two rows are called the same.
  String stored(int row) {
    String champions = key + "/" + row;
    return asked.equals(Models.CHAMPION) ? champions : champions + "@" + asked;
  }

  RuntimeException usedForOthers() {
    return new Problem(
            Problem.Kind.CONFLICT,
            "%s `%s` was used for other instances".formatted(HEADER, Names.abbreviate(key)),
            HEADER,
            "the same instances as the first time",
            "send a new key with each new request")
        .asException();
  }
}
