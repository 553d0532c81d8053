package dev.evenkeel.pipelines;

import java.time.Instant;

/// Whom this room tells of what people want to know at once. Called in the transaction of what it
/// tells.
public interface PipelineEvents {
  /// Tells nobody.
  PipelineEvents NONE = _ -> {};

  /// A run that has not ended at its deadline.
  record Late(String project, String pipeline, String run, Instant started, Instant deadline) {}

  /// Told once for a run.
  void late(Late late);
}
