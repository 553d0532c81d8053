package dev.evenkeel.console;

import java.util.List;

/// A dataset as its page shows it.
///
/// @param contract by which batches are checked that bring none; empty without one
/// @param next the number before which the next page of versions begins; empty on the last page
/// @param newest the newest two, the older first; empty when there is one
public record DatasetView(
    String name,
    String about,
    String contract,
    List<RunView.Pair> tags,
    List<Alias> aliases,
    List<Version> versions,
    TrendView trend,
    RuleTrendsView rules,
    String next,
    List<String> newest) {
  public DatasetView {
    tags = List.copyOf(tags);
    aliases = List.copyOf(aliases);
    versions = List.copyOf(versions);
    newest = List.copyOf(newest);
  }

  /// An alias and the number that it points at.
  public record Alias(String name, String number) {}

  /// A version in the table.
  ///
  /// @param isKept whether it can be read
  /// @param state as people say it
  /// @param tags as `reviewed: yes`
  public record Version(
      String number,
      boolean isKept,
      String state,
      List<String> aliases,
      List<String> tags,
      String operation,
      String rows,
      String added,
      String rejected,
      DatasetsView.Result result,
      String madeBy,
      String message,
      String when) {
    public Version {
      aliases = List.copyOf(aliases);
      tags = List.copyOf(tags);
    }
  }
}
