package dev.evenkeel.server;

import dev.evenkeel.console.LineageView;
import dev.evenkeel.registry.LineageGraph;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Draws lineage from left to right: what was there, what ran, what came of it.
final class LineagePicture {
  private static final int COLUMN = 216;
  private static final int ROW = 60;
  private static final int BOX_WIDTH = 184;
  private static final int BOX_HEIGHT = 46;
  private static final int MARGIN = 4;
  private static final int NAME_CHARS = 21;
  private static final int BOXES_MAX = 8;

  private LineagePicture() {}

  static LineageView of(LineageGraph graph, DatasetLinks datasets) {
    Map<Integer, List<LineageGraph.Node>> columns = new HashMap<>();
    for (LineageGraph.Node node : graph.nodes()) {
      columns.computeIfAbsent(column(graph, node), _ -> new ArrayList<>()).add(node);
    }
    List<Integer> used = columns.keySet().stream().sorted().toList();
    int rows =
        columns.values().stream()
            .mapToInt(nodes -> Math.min(BOXES_MAX, nodes.size()))
            .max()
            .orElse(1);
    Map<String, LineageView.Box> boxes = new HashMap<>();
    List<LineageView.Box> drawn = new ArrayList<>();
    for (int column = 0; column < used.size(); column++) {
      List<LineageGraph.Node> all = columns.getOrDefault(used.get(column), List.of());
      List<LineageGraph.Node> nodes = all.subList(0, Math.min(BOXES_MAX, all.size()));
      int top = MARGIN + (rows - nodes.size()) * ROW / 2;
      for (int row = 0; row < nodes.size(); row++) {
        LineageGraph.Node node = nodes.get(row);
        LineageView.Box box =
            box(graph, node, address(node, datasets), MARGIN + column * COLUMN, top + row * ROW);
        boxes.put(node.id(), box);
        drawn.add(box);
      }
    }
    return new LineageView(
        2 * MARGIN + (used.size() - 1) * COLUMN + BOX_WIDTH,
        2 * MARGIN + (rows - 1) * ROW + BOX_HEIGHT,
        drawn,
        lines(graph, boxes),
        about(graph));
  }

  private static List<LineageView.Line> lines(
      LineageGraph graph, Map<String, LineageView.Box> boxes) {
    List<LineageView.Line> lines = new ArrayList<>();
    for (LineageGraph.Edge edge : graph.edges()) {
      LineageView.Box from = boxes.get(edge.from());
      LineageView.Box to = boxes.get(edge.to());
      // A column holds so many boxes only.
      if (from != null && to != null) {
        lines.add(line(from, to, edge.kind()));
      }
    }
    return lines;
  }

  private static int column(LineageGraph graph, LineageGraph.Node node) {
    return switch (node.type()) {
      // What leads to a version of a dataset is left of it, what was trained on it is right.
      case DATASET -> node.id().equals(graph.subject()) ? 2 : 0;
      case SOURCE, CODE -> 0;
      case RUN, PIPELINE_RUN -> 1;
      case LOGGED_MODEL -> 2;
      case MODEL_VERSION -> node.id().equals(graph.subject()) ? 3 : isBefore(graph, node) ? 2 : 4;
      case DEPLOYMENT -> 4;
    };
  }

  private static boolean isBefore(LineageGraph graph, LineageGraph.Node node) {
    return graph.edges().stream()
        .anyMatch(edge -> edge.from().equals(node.id()) && edge.to().equals(graph.subject()));
  }

  private static LineageView.Box box(
      LineageGraph graph, LineageGraph.Node node, String address, int x, int y) {
    String name = node.name();
    return new LineageView.Box(
        x,
        y,
        node.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        name.length() <= NAME_CHARS ? name : name.substring(0, NAME_CHARS - 1) + "…",
        name + said(node),
        address,
        node.id().equals(graph.subject()));
  }

  private static String said(LineageGraph.Node node) {
    String said =
        node.facets().entrySet().stream()
            .filter(facet -> !facet.getValue().isEmpty())
            .map(facet -> facet.getKey() + " " + facet.getValue())
            .collect(Collectors.joining(", "));
    return said.isEmpty() ? "" : ": " + said;
  }

  private static String address(LineageGraph.Node node, DatasetLinks datasets) {
    return switch (node.type()) {
      case RUN -> "/runs/" + part(node.facets().getOrDefault("run_id", ""));
      case MODEL_VERSION -> {
        int at = node.name().lastIndexOf('@');
        yield "/models/%s/versions/%s"
            .formatted(part(node.name().substring(0, at)), node.name().substring(at + 1));
      }
      case DEPLOYMENT -> "/deployments";
      case DATASET -> datasets.address(node.name());
      case SOURCE, CODE, PIPELINE_RUN, LOGGED_MODEL -> "";
    };
  }

  private static String part(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static LineageView.Line line(LineageView.Box from, LineageView.Box to, String kind) {
    int startX = from.x() + BOX_WIDTH;
    int startY = from.y() + BOX_HEIGHT / 2;
    int endY = to.y() + BOX_HEIGHT / 2;
    int middle = (startX + to.x()) / 2;
    return new LineageView.Line(
        "M%d,%d C%d,%d %d,%d %d,%d"
            .formatted(startX, startY, middle, startY, middle, endY, to.x(), endY),
        kind);
  }

  private static String about(LineageGraph graph) {
    Map<String, String> names = new HashMap<>();
    graph.nodes().forEach(node -> names.put(node.id(), node.name()));
    return graph.edges().stream()
        .map(
            edge -> "%s %s %s".formatted(names.get(edge.from()), edge.kind(), names.get(edge.to())))
        .collect(Collectors.joining("; "));
  }
}
