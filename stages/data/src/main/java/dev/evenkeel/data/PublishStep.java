package dev.evenkeel.data;

/// Where a crash can cut a publish or its taking back; a test cuts there.
enum PublishStep {
  /// The Parquet file is written, and nothing knows of it.
  WRITTEN,
  /// Its row is there, in state STAGED.
  STAGED,
  /// Iceberg holds the file on a branch that nobody reads.
  BRANCHED,
  /// Iceberg's `main` and the version's tag are there.
  COMMITTED,
  /// Iceberg has forgotten the versions, their rows are still there.
  TAKEN_BACK,
  /// Versions are marked as expired, Iceberg's tags and the files are still there.
  EXPIRED
}
