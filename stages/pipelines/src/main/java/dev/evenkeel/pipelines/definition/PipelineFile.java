package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml.Place;
import java.util.Map;

/// A pipeline as it was read, with the place of each of its parts, so that what is found wrong
/// later can still name the line.
public final class PipelineFile {
  private final Pipeline pipeline;
  private final Map<String, Place> places;

  PipelineFile(Pipeline pipeline, Map<String, Place> places) {
    this.pipeline = pipeline;
    this.places = Map.copyOf(places);
  }

  /// One that no file was read for: its problems name the step alone.
  public static PipelineFile of(Pipeline pipeline) {
    return new PipelineFile(pipeline, Map.of());
  }

  /// What was read.
  public Pipeline pipeline() {
    return pipeline;
  }

  /// The same places, of a pipeline that was completed.
  PipelineFile with(Pipeline completed) {
    return new PipelineFile(completed, places);
  }

  /// A problem with a step.
  ///
  /// @param part of the step: `in/data`; empty for the step as a whole
  public Problem problem(String step, String part, String what, String expected, String remedy) {
    return new Problem(Problem.Kind.INPUT, what, where(step, part), expected, remedy);
  }

  /// Where a part of a step stands: `train.yaml:12, /steps/fit/in/data`.
  public String where(String step, String part) {
    for (String path = part; ; path = parent(path)) {
      Place place = places.get(key(step, path));
      if (place != null) {
        return place.toString();
      }
      if (path.isEmpty()) {
        return "step `%s` of pipeline %s".formatted(step, pipeline.name());
      }
    }
  }

  static String key(String step, String part) {
    return step + "/" + part;
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
