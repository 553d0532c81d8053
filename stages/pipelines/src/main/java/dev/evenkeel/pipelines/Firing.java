package dev.evenkeel.pipelines;

import dev.evenkeel.base.Digests;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/// Something that starts one run of a deployed pipeline.
///
/// @param id the same for the same happening, whoever finds it and however often
/// @param kind `schedule`, `backfill` or the kind of a trigger
/// @param cause in plain words
/// @param facts what parameters of the pipeline may be given by it, by their names
/// @param part the stretch that the run is for; none for the last that has ended
/// @param depth how many triggers lie before it
/// @param backfill that it belongs to
record Firing(
    String id,
    String project,
    String pipeline,
    String kind,
    String cause,
    Map<String, String> facts,
    Optional<LocalDate> part,
    int depth,
    Optional<String> backfill) {
  static final String WAITING = "WAITING";
  static final String STARTED = "STARTED";
  static final String REFUSED = "REFUSED";
  static final String CANCELLED = "CANCELLED";

  Firing {
    facts = Map.copyOf(facts);
  }

  /// The id of what happened to a pipeline.
  ///
  /// @param key tells it from all else of its kind
  static String id(String project, String pipeline, String kind, String key) {
    return Digests.of(String.join("\n", project, pipeline, kind, key));
  }
}
