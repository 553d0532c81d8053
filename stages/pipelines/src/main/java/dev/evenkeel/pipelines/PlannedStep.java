package dev.evenkeel.pipelines;

import java.util.List;

/// What a run would do at a step.
///
/// @param after the steps that it waits for
/// @param why in plain words; may be empty
public record PlannedStep(String name, String uses, List<String> after, Will will, String why) {
  public PlannedStep {
    after = List.copyOf(after);
  }

  /// What becomes of it.
  public enum Will {
    /// It works.
    RUN,
    /// It takes an earlier answer.
    TAKE,
    /// It is skipped.
    SKIP,
    /// Somebody is asked.
    ASK,
    /// It works or is skipped, by what an earlier step answers.
    DEPEND
  }
}
