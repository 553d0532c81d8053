package dev.evenkeel.tables;

import java.util.List;

/// A row of a file that a model cannot be asked with.
///
/// @param number from 1, the header not counted
/// @param cells that are wrong
/// @param values the row as one JSON object; empty when nobody asked for it
public record RejectedRow(long number, List<Cell> cells, String values) {
  public RejectedRow {
    cells = List.copyOf(cells);
  }

  /// What is wrong with one cell.
  ///
  /// @param rule as a [dev.evenkeel.contracts.Check] calls it
  /// @param found what was there, shortened
  public record Cell(String column, String rule, String expected, String found) {}
}
