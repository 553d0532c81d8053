package dev.evenkeel.pipelines;

import dev.evenkeel.pipelines.definition.PipelineFile;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a run is to be.
///
/// @param subject the model it works for; empty for none
/// @param cause why, in plain words
/// @param part the stretch of time that it is for
/// @param lane shared with others, at most `laneMax` of which work at once; empty for the
///   pipeline's own rule
/// @param laneMax 0 for the pipeline's own rule
public record RunRequest(
    PipelineFile pipeline,
    String subject,
    String cause,
    Map<String, String> parameters,
    Optional<String> part,
    String lane,
    int laneMax) {
  public RunRequest {
    parameters = Map.copyOf(new TreeMap<>(parameters));
  }

  /// A run by the pipeline's own rules.
  public RunRequest(
      PipelineFile pipeline, String subject, String cause, Map<String, String> parameters) {
    this(pipeline, subject, cause, parameters, Optional.empty(), "", 0);
  }
}
