package dev.evenkeel.console;

import java.util.List;

/// A run as its page shows it.
///
/// @param experiment its id
/// @param note what somebody wrote about it; may be empty
/// @param datasets what it took in, in words, and the page of a version that is kept here
/// @param models what it brought out, in words
/// @param versions registered from it, as `churn@3`
/// @param files its own, and each logged model's as a folder
/// @param hasMore whether there are more files than are shown
public record RunView(
    String id,
    String name,
    String experiment,
    String experimentName,
    String status,
    String started,
    String took,
    String user,
    String note,
    List<Pair> parameters,
    List<Curve> metrics,
    List<Pair> tags,
    List<Version> datasets,
    List<String> models,
    List<Version> versions,
    List<FileNode> files,
    boolean hasMore) {
  public RunView {
    parameters = List.copyOf(parameters);
    metrics = List.copyOf(metrics);
    tags = List.copyOf(tags);
    datasets = List.copyOf(datasets);
    models = List.copyOf(models);
    versions = List.copyOf(versions);
    files = List.copyOf(files);
  }

  /// A name with its value.
  public record Pair(String name, String value) {}

  /// A metric.
  ///
  /// @param latest its last value
  /// @param line its values as points of a line in a box of 300 by 48; empty for a single one
  /// @param about how many points there are, and from where to where they go
  public record Curve(String name, String latest, String line, String about) {}

  /// A version and the address of its page; empty without one.
  public record Version(String name, String address) {}
}
