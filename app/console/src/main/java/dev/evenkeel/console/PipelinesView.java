package dev.evenkeel.console;

import java.util.List;

/// The pipelines of a project.
///
/// @param next the last name, for the next page; empty on the last
public record PipelinesView(List<Deployed> pipelines, List<Run> runs, String next) {
  public PipelinesView {
    pipelines = List.copyOf(pipelines);
    runs = List.copyOf(runs);
  }

  /// A pipeline that is deployed.
  ///
  /// @param last when it was started by itself; may be empty
  /// @param next when its schedule starts it; may be empty
  public record Deployed(
      String name,
      String digest,
      String deployed,
      String by,
      boolean isPaused,
      String last,
      String next) {}

  /// A run in one line.
  ///
  /// @param state as people read it: `succeeded`
  /// @param steps how many stand where: `3 succeeded, 1 running`
  public record Run(
      String id,
      String pipeline,
      String state,
      String started,
      String took,
      String cause,
      String part,
      String steps) {}
}
