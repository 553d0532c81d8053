package dev.evenkeel.console;

import java.util.List;

/// A pipeline that is deployed.
///
/// @param graph without boxes when there are too many steps to draw
/// @param definition its canonical text
/// @param older the last run, for the next page; empty on the last
public record PipelineView(
    PipelinesView.Deployed pipeline,
    LineageView graph,
    String definition,
    List<PipelinesView.Run> runs,
    String older) {
  public PipelineView {
    runs = List.copyOf(runs);
  }
}
