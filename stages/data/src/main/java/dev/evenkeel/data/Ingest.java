package dev.evenkeel.data;

import dev.evenkeel.contracts.Contract;
import java.time.Instant;
import java.util.Optional;

/// A batch that asks to become the next version of a dataset. A batch that comes twice is two
/// versions, unless it carries a key.
///
/// @param at business time
/// @param message why, in plain words
/// @param mode what becomes of the rows that are there
/// @param origin where the batch comes from
/// @param idempotencyKey a second batch of the same key is answered by the version of the first
public record Ingest(
    String dataset,
    BatchContract contract,
    Source source,
    Instant at,
    String message,
    Mode mode,
    Origin origin,
    Optional<String> idempotencyKey) {

  /// What becomes of the rows that are there.
  public enum Mode {
    /// They stay.
    APPEND,
    /// The batch takes their place.
    OVERWRITE;

    Operation operation() {
      return switch (this) {
        case APPEND -> Operation.APPEND;
        case OVERWRITE -> Operation.OVERWRITE;
      };
    }
  }

  /// Adds a batch of which no more is known.
  public Ingest(String dataset, BatchContract contract, Source source, Instant at, String message) {
    this(dataset, contract, source, at, message, Mode.APPEND, Origin.UNKNOWN, Optional.empty());
  }

  /// Adds a batch under no more rules than its columns say.
  public Ingest(String dataset, Contract contract, Source source, Instant at, String message) {
    this(dataset, BatchContract.of(contract), source, at, message);
  }

  /// The same batch from somewhere.
  public Ingest from(Origin where) {
    return new Ingest(dataset, contract, source, at, message, mode, where, idempotencyKey);
  }

  /// The same batch in the place of all rows.
  public Ingest overwriting() {
    return new Ingest(
        dataset, contract, source, at, message, Mode.OVERWRITE, origin, idempotencyKey);
  }

  /// The same batch, which may come again.
  public Ingest withKey(String key) {
    return new Ingest(dataset, contract, source, at, message, mode, origin, Optional.of(key));
  }
}
