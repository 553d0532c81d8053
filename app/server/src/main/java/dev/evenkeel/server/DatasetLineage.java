package dev.evenkeel.server;

import dev.evenkeel.data.DatasetVersion;
import dev.evenkeel.data.Operation;
import dev.evenkeel.data.Origin;
import dev.evenkeel.registry.LineageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a version of a dataset was made of, beside what the registry knows to be made of it.
final class DatasetLineage {
  private DatasetLineage() {}

  /// @param uses from the version to the models that were trained on it
  static LineageGraph of(DatasetVersion version, LineageGraph uses) {
    List<LineageGraph.Node> nodes = new ArrayList<>(uses.nodes());
    List<LineageGraph.Edge> edges = new ArrayList<>(uses.edges());
    String self = uses.subject();
    Origin origin = version.origin();
    String maker = self;
    if (!origin.pipelineRun().isEmpty()) {
      maker =
          add(
              nodes,
              "pipeline-run:" + origin.pipelineRun(),
              LineageGraph.Type.PIPELINE_RUN,
              origin.pipelineRun());
      edges.add(new LineageGraph.Edge(maker, self, "made"));
    }
    if (!origin.uri().isEmpty()) {
      String source = add(nodes, "source:" + origin.uri(), LineageGraph.Type.SOURCE, origin.uri());
      edges.add(new LineageGraph.Edge(source, maker, "read as"));
    }
    if (!origin.codeCommit().isEmpty()) {
      String code =
          add(nodes, "code:" + origin.codeCommit(), LineageGraph.Type.CODE, origin.codeCommit());
      edges.add(new LineageGraph.Edge(code, maker, "ran as"));
    }
    // A full refresh has nothing of the version before.
    if (version.parent() > 0 && version.operation() != Operation.OVERWRITE) {
      String name = version.dataset() + "@" + version.parent();
      String parent = add(nodes, "dataset:" + name, LineageGraph.Type.DATASET, name);
      edges.add(
          new LineageGraph.Edge(parent, self, version.operation().name().toLowerCase(Locale.ROOT)));
    }
    return new LineageGraph(self, nodes, edges, List.of());
  }

  private static String add(
      List<LineageGraph.Node> nodes, String id, LineageGraph.Type type, String name) {
    nodes.add(new LineageGraph.Node(id, type, name, Map.of()));
    return id;
  }
}
