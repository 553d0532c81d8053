package dev.evenkeel.data;

import java.util.List;
import java.util.Optional;

/// What differs between two versions of a dataset.
///
/// @param rowsAdded in files that only the later one has
/// @param rowsRemoved in files that only the earlier one has
/// @param exact by comparing rows, if that was asked for
public record VersionDiff(
    DatasetVersion from,
    DatasetVersion to,
    List<SchemaChange> schema,
    int filesAdded,
    int filesRemoved,
    long rowsAdded,
    long rowsRemoved,
    Optional<Exact> exact,
    List<Column> columns) {
  public VersionDiff {
    schema = List.copyOf(schema);
    columns = List.copyOf(columns);
  }

  /// A column that came, went or has another name.
  ///
  /// @param change `added`, `removed`, `renamed` or `retyped`
  /// @param before its name and type; empty for one that came
  /// @param after its name and type; empty for one that went
  public record SchemaChange(int field, String change, String before, String after) {}

  /// Rows compared one by one.
  ///
  /// @param changed of the same key with other values; 0 without a key
  public record Exact(long added, long removed, long changed) {}

  /// A column's statistics in both; empty where they are not known.
  public record Column(
      String column, Optional<ColumnStatistics> before, Optional<ColumnStatistics> after) {}
}
