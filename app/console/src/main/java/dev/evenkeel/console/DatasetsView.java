package dev.evenkeel.console;

import java.util.List;

/// A page of the datasets.
///
/// @param search a part of a name; empty takes all
/// @param next the name behind which the next page begins; empty on the last
public record DatasetsView(String search, List<Row> rows, String next) {
  public DatasetsView {
    rows = List.copyOf(rows);
  }

  /// One dataset.
  ///
  /// @param newest the number of its newest version; empty without one
  /// @param rejected rows of the newest version's batch in quarantine; `0` for none
  /// @param quarantined rows in quarantine of all versions
  /// @param result what the contract said of the newest version's batch
  /// @param aliases as `approved → 3`
  public record Row(
      String name,
      String about,
      String newest,
      String rows,
      String files,
      String bytes,
      String rejected,
      String quarantined,
      Result result,
      List<String> aliases,
      String when) {
    public Row {
      aliases = List.copyOf(aliases);
    }
  }

  /// What a contract said of a batch.
  ///
  /// @param says in words: `2 of 14 rules broken`
  /// @param tone `pass`, `fail` or empty
  public record Result(String says, String tone) {}
}
