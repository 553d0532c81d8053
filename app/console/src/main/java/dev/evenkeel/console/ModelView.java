package dev.evenkeel.console;

import java.util.List;

/// A registered model as its page shows it.
///
/// @param card what people wrote of it, in Markdown; may be empty
/// @param next the number before which the next page of versions begins; empty on the last page
/// @param newest two of them, as the address of a comparison names them; empty when there is one
public record ModelView(
    String name,
    String about,
    String card,
    String updated,
    List<RunView.Pair> tags,
    List<Version> versions,
    String next,
    String newest,
    List<Move> moves) {
  public ModelView {
    tags = List.copyOf(tags);
    versions = List.copyOf(versions);
    moves = List.copyOf(moves);
  }

  /// A version in the table.
  ///
  /// @param says metrics in short
  public record Version(
      String number, String registered, String format, List<String> aliases, String says) {
    public Version {
      aliases = List.copyOf(aliases);
    }
  }

  /// A move of an alias.
  ///
  /// @param to the version from then on; empty when it was removed
  public record Move(String at, String alias, String to, String actor, String reason) {}
}
