package dev.evenkeel.console;

import java.util.List;

/// Rejected rows of a version's batch, as their page shows them.
///
/// @param rejected how many there are in all
/// @param isWhole whether they are the whole batch, of which no version came
/// @param isKept whether they can still be looked at
/// @param next how many to leave out for the next page; empty on the last
/// @param repair commands that take them out and in again
public record QuarantineView(
    String dataset,
    String number,
    String rejected,
    boolean isWhole,
    boolean isKept,
    List<String> columns,
    List<Row> rows,
    String next,
    List<RunView.Pair> repair) {
  public QuarantineView {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    repair = List.copyOf(repair);
  }

  /// A row as it came.
  ///
  /// @param values by column, in their order; empty for a missing one
  public record Row(String number, List<String> values, List<String> reasons) {
    public Row {
      values = List.copyOf(values);
      reasons = List.copyOf(reasons);
    }
  }
}
