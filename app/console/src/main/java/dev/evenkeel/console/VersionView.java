package dev.evenkeel.console;

import java.util.List;

/// A version as its page shows it.
///
/// @param card in Markdown; empty when nobody wrote one
/// @param note what MLflow calls the description; may be empty
/// @param unservable why it cannot be served; empty when it can
/// @param facts in words
/// @param answers what it answers with
/// @param missing facts that a second training needs and nobody told
public record VersionView(
    String model,
    String number,
    String registered,
    String card,
    String note,
    String unservable,
    List<String> aliases,
    List<Fact> facts,
    List<RunView.Pair> metrics,
    List<RunView.Pair> parameters,
    List<RunView.Pair> inputs,
    String answers,
    List<RunView.Pair> tags,
    List<RunView.Pair> environment,
    List<FileNode> files,
    LineageView lineage,
    List<String> missing) {
  private static final String CLAIMS = "exported.";

  public VersionView {
    aliases = List.copyOf(aliases);
    facts = List.copyOf(facts);
    metrics = List.copyOf(metrics);
    parameters = List.copyOf(parameters);
    inputs = List.copyOf(inputs);
    tags = List.copyOf(tags);
    environment = List.copyOf(environment);
    files = List.copyOf(files);
    missing = List.copyOf(missing);
  }

  /// The tags but for what an export says.
  public List<RunView.Pair> ownTags() {
    return tags.stream().filter(tag -> !tag.name().startsWith(CLAIMS)).toList();
  }

  /// What the server that exported this version says of it.
  public List<RunView.Pair> claims() {
    return tags.stream()
        .filter(tag -> tag.name().startsWith(CLAIMS))
        .map(tag -> new RunView.Pair(tag.name().substring(CLAIMS.length()), tag.value()))
        .toList();
  }

  /// A fact.
  ///
  /// @param address of a page about it; empty without one
  public record Fact(String name, String value, String address) {}
}
