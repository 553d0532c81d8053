package dev.evenkeel.console;

import java.util.List;

/// What differs between two versions, as its page shows it.
///
/// @param from a number
/// @param to a number
/// @param figures rows and files that came and went
public record DatasetDiffView(
    String dataset,
    String from,
    String to,
    List<RunView.Pair> figures,
    List<Change> schema,
    List<Column> columns) {
  public DatasetDiffView {
    figures = List.copyOf(figures);
    schema = List.copyOf(schema);
    columns = List.copyOf(columns);
  }

  /// A column that came, went or is another.
  public record Change(String what, String before, String after) {}

  /// A column's statistics in both.
  ///
  /// @param both histograms on the same bins, each as shares of its rows
  /// @param isClassified whether the contract classifies its values, which are then not shown
  public record Column(
      String name, List<Statistic> statistics, HistogramView both, boolean isClassified) {
    public Column {
      statistics = List.copyOf(statistics);
    }
  }

  /// One statistic in both; empty where it is not known.
  public record Statistic(String name, String before, String after) {
    /// Whether it is another.
    public boolean isChanged() {
      return !before.equals(after);
    }
  }
}
