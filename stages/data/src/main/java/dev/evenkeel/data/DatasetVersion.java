package dev.evenkeel.data;

import java.time.Instant;
import java.util.Optional;

/// One immutable state of a dataset; what people say of it may change.
///
/// @param number counts from 1; the Iceberg tag is `v` and the number
/// @param state a version that was read once may expire, and stays in the list
/// @param at business time
/// @param contract that the rows satisfy, `id@version`
/// @param rows that this version added
/// @param rejected rows of its batch that went to quarantine; of a rejected one all of them
/// @param digest SHA-256 over its schema and the digests of all its files
/// @param bytes that this version added
/// @param quarantineDigest blob with the rejected rows and their reasons
/// @param parent the number of the version before; 0 for the first
/// @param rowsRemoved that the parent had and this version has not
/// @param total all that it holds
/// @param madeBy who
/// @param description mutable
public record DatasetVersion(
    String dataset,
    int number,
    State state,
    long snapshotId,
    Instant at,
    String message,
    String contract,
    long rows,
    long rejected,
    String digest,
    long bytes,
    Optional<String> quarantineDigest,
    Operation operation,
    int parent,
    long rowsRemoved,
    Total total,
    Origin origin,
    String madeBy,
    String description) {

  /// Whether it can be read.
  public enum State {
    /// Not yet: it is being published.
    STAGED,
    PUBLISHED,
    /// Never: its batch broke its contract as a whole. It holds no rows; its quarantine does.
    REJECTED,
    /// No longer: its rows are gone or will be.
    EXPIRED
  }

  /// What a version holds.
  public record Total(long rows, long bytes, int files) {}

  /// As people write it: `sales@7`.
  @Override
  public String toString() {
    return dataset + "@" + number;
  }
}
