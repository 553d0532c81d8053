package dev.evenkeel.pipelines;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.pipelines.Pipeline.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads `pipelines/*.yaml`:
///
/// ```yaml
/// version: 1
/// name: train
/// steps:
///   load: {uses: load}
///   train: {uses: train, after: [load], with: {trees: 100}}
/// ```
public final class PipelineReader {
  private static final int STEPS_MAX = 200;

  private PipelineReader() {}

  /// A pipeline without cycles whose steps stand after all that they wait for.
  ///
  /// @param where the file's name in messages
  public static Pipeline read(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    document.versionOne();
    String name =
        Names.check("pipeline", document.text("name"), document.placeOf("name").toString());
    YamlMap steps = document.map("steps");
    document.done();
    if (steps.keys().isEmpty() || steps.keys().size() > STEPS_MAX) {
      throw steps
          .place()
          .problem("a pipeline of %d steps".formatted(steps.keys().size()), "1 to " + STEPS_MAX)
          .asException();
    }
    Map<String, Step> read = new LinkedHashMap<>();
    for (String stepName : steps.keys()) {
      Names.check("step", stepName, steps.placeOf(stepName).toString());
      read.put(
          stepName,
          steps
              .optionalMap(stepName)
              .map(map -> step(stepName, map, steps))
              .orElse(new Step(stepName, stepName, List.of(), Map.of())));
    }
    return new Pipeline(name, ordered(read, steps));
  }

  private static Step step(String name, YamlMap map, YamlMap steps) {
    String uses = map.optionalText("uses").orElse(name);
    List<String> after = map.texts("after");
    for (String earlier : after) {
      if (!steps.keys().contains(earlier)) {
        String near = Names.nearest(earlier, steps.keys());
        throw map.placeOf("after")
            .problem(
                "step `%s` waits for `%s`, which does not exist"
                    .formatted(name, Names.abbreviate(earlier)),
                "one of " + String.join(", ", steps.keys()),
                near.isEmpty() ? "" : "write `%s`".formatted(near))
            .asException();
      }
    }
    Map<String, String> with = map.textMap("with");
    map.done();
    return new Step(name, uses, after, with);
  }

  private static List<Step> ordered(Map<String, Step> steps, YamlMap place) {
    List<Step> ordered = new ArrayList<>();
    Map<String, Step> left = new LinkedHashMap<>(steps);
    while (!left.isEmpty()) {
      Step next =
          left.values().stream()
              .filter(step -> step.after().stream().noneMatch(left::containsKey))
              .findFirst()
              .orElseThrow(() -> circle(left, place));
      ordered.add(next);
      left.remove(next.name());
    }
    return ordered;
  }

  /// Each step of `left` waits for another of it, so going back from any ends in a circle.
  private static ProblemException circle(Map<String, Step> left, YamlMap place) {
    List<String> path = new ArrayList<>();
    String name = left.keySet().iterator().next();
    while (!path.contains(name)) {
      path.add(name);
      Step step = Objects.requireNonNull(left.get(name));
      name = step.after().stream().filter(left::containsKey).findFirst().orElseThrow();
    }
    List<String> circle = new ArrayList<>(path.subList(path.indexOf(name), path.size()));
    circle.add(name);
    return place
        .placeOf(name)
        .problem(
            "step `%s` waits for itself: %s".formatted(name, String.join(" after ", circle)),
            "a pipeline without a circle")
        .asException();
  }
}
