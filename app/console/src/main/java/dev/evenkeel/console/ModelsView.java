package dev.evenkeel.console;

import java.util.List;

/// A page of the registered models.
///
/// @param filter in MLflow's grammar; empty takes all
/// @param next token of the next page; empty on the last
/// @param problem what is wrong with the filter; empty when nothing is
public record ModelsView(String filter, List<Row> rows, String next, String problem) {
  public ModelsView {
    rows = List.copyOf(rows);
  }

  /// One model.
  ///
  /// @param newest the number of its newest version; empty without one
  /// @param champion the number of the version that serves; empty without one
  /// @param aliases others than the champion, as `canary → 3`
  /// @param tags as `team: risk`
  public record Row(
      String name,
      String about,
      String newest,
      String champion,
      List<String> aliases,
      List<String> tags,
      String updated) {
    public Row {
      aliases = List.copyOf(aliases);
      tags = List.copyOf(tags);
    }
  }
}
