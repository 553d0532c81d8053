package dev.evenkeel.console;

/// Where the pages of pipelines get what they show and do; `server` connects them with the engine.
/// What does not exist throws `NOT_FOUND`.
public interface PipelineSource {
  /// A page of the pipelines, with the newest runs of all.
  ///
  /// @param after the last name of the page before; empty for the first
  PipelinesView pipelines(String after);

  /// A pipeline and a page of its runs.
  ///
  /// @param before the last run of the page before; empty for the first
  PipelineView pipeline(String name, String before);

  /// A run and a page of its steps.
  ///
  /// @param after how many steps come before the page
  PipelineRunView run(String id, int after);

  /// Cancels a run.
  void cancel(String id);

  /// Goes on from a run that ended.
  ///
  /// @return the new run
  String retry(String id);

  /// Agrees that a step runs.
  void approve(String id, String step, String note);

  /// Refuses it.
  void refuse(String id, String step, String note);
}
