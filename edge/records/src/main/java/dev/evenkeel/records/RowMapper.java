package dev.evenkeel.records;

/// Makes a record of a row; generated for each record.
@FunctionalInterface
public interface RowMapper<T> {
  /// The record of a row.
  ///
  /// @param columns as the [Table] lists them
  /// @param row of the chunk that the columns show
  T map(Column[] columns, int row);
}
