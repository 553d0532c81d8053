package dev.evenkeel.data;

/// Where a crash can cut a publish or its taking back; a test cuts there.
enum PublishStep {
  /// The Parquet file is written, and nothing knows of it.
  WRITTEN,
  /// Its row is there, in state STAGED.
  STAGED,
  /// Iceberg holds file and tag.
  COMMITTED,
  /// Iceberg has forgotten the versions, their rows are still there.
  TAKEN_BACK
}
