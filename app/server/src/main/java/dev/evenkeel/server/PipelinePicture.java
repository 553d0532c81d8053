package dev.evenkeel.server;

import dev.evenkeel.console.LineageView;
import dev.evenkeel.pipelines.definition.Pipeline;
import dev.evenkeel.pipelines.definition.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Draws the steps of a pipeline from left to right, each right of all that it waits for.
final class PipelinePicture {
  private static final int STEPS_MAX = 200;
  private static final int COLUMN = 216;
  private static final int ROW = 60;
  private static final int BOX_WIDTH = 184;
  private static final int BOX_HEIGHT = 46;
  private static final int MARGIN = 4;
  private static final int NAME_CHARS = 21;

  private PipelinePicture() {}

  /// The steps as boxes, joined by what they wait for.
  ///
  /// @param states of a run's steps by their names; a step without one shows what it uses
  /// @return without boxes when there are too many steps
  static LineageView of(Pipeline pipeline, Map<String, String> states) {
    List<Step> steps = pipeline.steps();
    if (steps.size() > STEPS_MAX) {
      return new LineageView(0, 0, List.of(), List.of(), "");
    }
    Map<String, Integer> columns = new HashMap<>();
    Map<Integer, Integer> rows = new HashMap<>();
    Map<String, LineageView.Box> boxes = new HashMap<>();
    List<LineageView.Box> drawn = new ArrayList<>();
    List<LineageView.Line> lines = new ArrayList<>();
    for (Step step : steps) {
      int column =
          step.waitsFor().stream()
              .mapToInt(name -> columns.getOrDefault(name, 0) + 1)
              .max()
              .orElse(0);
      int row = rows.merge(column, 1, Integer::sum) - 1;
      columns.put(step.name(), column);
      LineageView.Box box = box(step, states, MARGIN + column * COLUMN, MARGIN + row * ROW);
      boxes.put(step.name(), box);
      drawn.add(box);
      for (String before : step.waitsFor()) {
        LineageView.Box from = boxes.get(before);
        if (from != null) {
          lines.add(line(from, box, before));
        }
      }
    }
    int width = rows.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    int height = rows.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    return new LineageView(
        2 * MARGIN + width * COLUMN + BOX_WIDTH,
        2 * MARGIN + (height - 1) * ROW + BOX_HEIGHT,
        drawn,
        lines,
        about(steps));
  }

  private static LineageView.Box box(Step step, Map<String, String> states, int x, int y) {
    String name = step.name();
    return new LineageView.Box(
        x,
        y,
        states.getOrDefault(name, step.uses()),
        name.length() <= NAME_CHARS ? name : name.substring(0, NAME_CHARS - 1) + "…",
        name + ": " + step.uses(),
        "",
        false);
  }

  private static LineageView.Line line(LineageView.Box from, LineageView.Box to, String before) {
    int startX = from.x() + BOX_WIDTH;
    int startY = from.y() + BOX_HEIGHT / 2;
    int endY = to.y() + BOX_HEIGHT / 2;
    int middle = to.x() - (COLUMN - BOX_WIDTH) / 2;
    return new LineageView.Line(
        "M%d,%d C%d,%d %d,%d %d,%d"
            .formatted(startX, startY, middle, startY, middle, endY, to.x(), endY),
        "after " + before);
  }

  private static String about(List<Step> steps) {
    return steps.stream()
        .map(step ->
            step.waitsFor().isEmpty()
                ? step.name()
                : "%s after %s".formatted(step.name(), String.join(" and ", step.waitsFor())))
        .collect(Collectors.joining("; "));
  }
}
