package dev.evenkeel.data;

import java.time.Instant;
import java.util.Optional;

/// One immutable state of a dataset: the rows of all versions up to this one.
///
/// @param number counts from 1; the Iceberg tag is `v` and the number
/// @param at business time
/// @param contract that the rows satisfy, `id@version`
/// @param rows that this version added
/// @param rejected rows of its batch that went to quarantine
/// @param digest SHA-256 of the file it added
/// @param quarantineDigest blob with the rejected rows and their reasons
public record DatasetVersion(
    String dataset,
    int number,
    long snapshotId,
    Instant at,
    String message,
    String contract,
    long rows,
    long rejected,
    String digest,
    long bytes,
    Optional<String> quarantineDigest) {

  /// As people write it: `sales@7`.
  @Override
  public String toString() {
    return dataset + "@" + number;
  }
}
