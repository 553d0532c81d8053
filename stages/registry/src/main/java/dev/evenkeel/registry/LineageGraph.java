package dev.evenkeel.registry;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What something was made of and what became of it.
///
/// @param subject the node that was asked for
/// @param missing facts that a second training would need and nobody told
public record LineageGraph(
    String subject, List<Node> nodes, List<Edge> edges, List<String> missing) {
  public LineageGraph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    missing = List.copyOf(missing);
  }

  /// What a node is, in the words of OpenLineage where it has one.
  public enum Type {
    /// Where a dataset's rows came from.
    SOURCE,
    DATASET,
    CODE,
    RUN,
    PIPELINE_RUN,
    LOGGED_MODEL,
    MODEL_VERSION,
    DEPLOYMENT
  }

  /// A thing.
  ///
  /// @param id such as `dataset:sales@7`, `run:0af7…` or `version:churn@3`
  /// @param name for people
  /// @param facets more of it, by name
  public record Node(String id, Type type, String name, Map<String, String> facets) {
    public Node {
      facets = Collections.unmodifiableMap(new LinkedHashMap<>(facets));
    }
  }

  /// From what was there first to what came of it.
  ///
  /// @param kind in a word: `trained`, `produced`, `copied`, `served as`
  public record Edge(String from, String to, String kind) {}
}
