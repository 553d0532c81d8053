package dev.evenkeel.console;

import java.util.List;
import java.util.Optional;

/// A run of a pipeline, with a page of its steps.
///
/// @param retryOf the run that it goes on from; may be empty
/// @param message why it failed; may be empty
/// @param isOver nothing of it will change
/// @param failed the step that failed first
/// @param graph without boxes when there are too many steps to draw
/// @param after how many steps come before this page
/// @param next how many come before the next page; empty on the last
public record PipelineRunView(
    PipelinesView.Run run,
    String definition,
    String retryOf,
    String message,
    boolean isOver,
    Optional<Failed> failed,
    List<Asked> asked,
    LineageView graph,
    List<Step> steps,
    int after,
    String next) {
  public PipelineRunView {
    asked = List.copyOf(asked);
    steps = List.copyOf(steps);
  }

  /// The step that failed, and what it wrote last.
  public record Failed(String step, String message, List<String> lines) {
    public Failed {
      lines = List.copyOf(lines);
    }
  }

  /// A step that waits for somebody.
  ///
  /// @param until may be empty
  public record Asked(String step, String role, String until) {}

  /// One step.
  ///
  /// @param item the value that it is for; empty outside a step with `each`
  /// @param why why it was skipped, failed, worked or took an earlier answer
  /// @param cachedFrom the run whose answer it took; may be empty
  /// @param begin where its bar begins, of 1,000
  /// @param length how long its bar is, of 1,000; 0 when it has not begun
  public record Step(
      String name,
      String item,
      String state,
      int attempt,
      String took,
      String why,
      String cachedFrom,
      int begin,
      int length,
      List<Output> outputs) {
    public Step {
      outputs = List.copyOf(outputs);
    }
  }

  /// What a step answered.
  ///
  /// @param address of its page; empty without one
  public record Output(String name, String value, String address) {}
}
