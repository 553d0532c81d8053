package dev.evenkeel.records;

import java.util.List;

/// What a reader expects of a file.
///
/// @param contract as people write it: `sales@1.0.0`
/// @param object of the contract
public record Table(String contract, String object, List<Planned> columns) {
  public Table {
    columns = List.copyOf(columns);
  }

  /// A column that is expected.
  ///
  /// @param name in the contract
  /// @param physicalName in files, when no field of them has the id
  /// @param fieldId of Parquet; negative when the contract gives none
  /// @param isRequired whether it must be there in every file and every row
  public record Planned(
      String name, String physicalName, int fieldId, Shape shape, boolean isRequired) {}
}
