package dev.evenkeel.data;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Metrics;
import org.jspecify.annotations.Nullable;

/// A version that asks for a number.
///
/// @param parent the number that the newest version must have; empty when any will do
/// @param contract `id@version`
/// @param added files that the parent has not
/// @param removed files that it has and this version has not
record Draft(
    String dataset,
    Operation operation,
    Optional<Integer> parent,
    Instant at,
    String message,
    String contract,
    String contractDigest,
    String contractYaml,
    Origin origin,
    Optional<String> idempotencyKey,
    List<Added> added,
    List<StoredFile> removed,
    String schemaJson,
    Checked checked,
    Profile profile) {

  /// A new file, or one that comes back.
  ///
  /// @param metrics what other engines skip files by; empty for a file that comes back
  /// @param position empty for that of the version's number
  record Added(
      String path,
      String sha256,
      long size,
      long rows,
      Optional<Metrics> metrics,
      Optional<Long> position) {
    static Added of(String path, WrittenFile file, Optional<Long> position) {
      return new Added(
          path, file.digest(), file.bytes(), file.rows(), Optional.of(file.metrics()), position);
    }

    static Added again(StoredFile file) {
      return new Added(
          file.path(),
          file.sha256(),
          file.size(),
          file.rows(),
          Optional.empty(),
          Optional.of(file.position()));
    }
  }

  /// What the contract said of the batch.
  ///
  /// @param rules JSON: results by rule
  record Checked(long rejected, Optional<String> quarantineDigest, String rules) {
    static final Checked NOTHING = new Checked(0, Optional.empty(), "[]");
  }

  /// JSON of the version's statistics, and what the next ones are merged with.
  record Profile(Optional<String> statistics, Optional<String> sketches) {
    static final Profile UNKNOWN = new Profile(Optional.empty(), Optional.empty());

    /// Without sketches: the next batch looks at all rows once.
    static Profile of(@Nullable String statistics) {
      return new Profile(Optional.ofNullable(statistics), Optional.empty());
    }
  }

  boolean changesFiles() {
    return !added.isEmpty() || !removed.isEmpty();
  }

  long rowsAdded() {
    return operation.onlyRewrites() ? 0 : sumAdded();
  }

  long rowsRemoved() {
    long all = removed.stream().mapToLong(StoredFile::rows).sum();
    return operation.onlyRewrites() ? all - sumAdded() : all;
  }

  long bytesAdded() {
    return added.stream().mapToLong(Added::size).sum();
  }

  private long sumAdded() {
    return added.stream().mapToLong(Added::rows).sum();
  }
}
