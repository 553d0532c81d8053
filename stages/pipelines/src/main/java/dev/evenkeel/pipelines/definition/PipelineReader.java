package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.Yaml.Place;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Reads `pipelines/*.yaml`:
///
/// ```yaml
/// version: 1
/// name: train
/// params: {floor: {type: number, default: 0.9}}
/// steps:
///   load: {uses: load}
///   fit: {python: fit.py, in: {data: load.dataset}, out: {model: file, auc: number}}
///   publish: {uses: register, after: [fit], when: fit.auc >= params.floor}
/// ```
///
/// `docs/pipelines.md` tells the whole grammar; the canonical text is written in it, too.
public final class PipelineReader {
  private static final int STEPS_MAX = 5_000;
  private static final int PARAMETERS_MAX = 100;

  private PipelineReader() {}

  /// A pipeline without cycles whose steps stand after all that they wait for.
  ///
  /// @param where the file's name in messages
  /// @throws ProblemException that names file, line and path of what is wrong
  public static Pipeline read(String yaml, String where) {
    return file(yaml, where).pipeline();
  }

  /// The same, with the places of its parts.
  public static PipelineFile file(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    document.versionOne();
    String name =
        Names.check("pipeline", document.text("name"), document.placeOf("name").toString());
    List<Parameter> parameters = parameters(document);
    Settings settings = SettingsReader.read(document, parameters);
    YamlMap steps = document.map("steps");
    document.done();
    if (steps.keys().isEmpty() || steps.keys().size() > STEPS_MAX) {
      throw steps
          .place()
          .problem("a pipeline of %d steps".formatted(steps.keys().size()), "1 to " + STEPS_MAX)
          .asException();
    }
    Map<String, Place> places = new LinkedHashMap<>();
    Map<String, Step> read = new LinkedHashMap<>();
    for (String step : steps.keys()) {
      checkName("step", step, steps.placeOf(step));
      read.put(step, new StepReader(step, places).read(steps));
    }
    read.values().forEach(step -> demandKnown(step, read.keySet(), places));
    return new PipelineFile(new Pipeline(name, parameters, settings, ordered(read, steps)), places);
  }

  static void checkName(String what, String name, Place place) {
    if (!Reference.Texts.NAME.matcher(name).matches()) {
      throw place
          .problem(
              "%s name `%s` cannot be used".formatted(what, Names.abbreviate(name)),
              "1 to 64 letters, digits, `_` or `-`, the first a letter")
          .asException();
    }
  }

  static PortType type(String word, Place place) {
    return PortType.parse(word)
        .orElseThrow(() -> {
          String near = Names.nearest(word, ValueType.words());
          return place
              .problem(
                  "type `%s` is unknown".formatted(Names.abbreviate(word)),
                  "one of %s, with `[]` behind it for a list"
                      .formatted(String.join(", ", ValueType.words())),
                  near.isEmpty() ? "" : "write `%s`".formatted(near))
              .asException();
        });
  }

  private static List<Parameter> parameters(YamlMap document) {
    List<Parameter> parameters = new ArrayList<>();
    Optional<YamlMap> map = document.optionalMap("params");
    if (map.isEmpty()) {
      return parameters;
    }
    YamlMap declared = map.get();
    if (declared.keys().size() > PARAMETERS_MAX) {
      throw declared
          .place()
          .problem(declared.keys().size() + " parameters", "at most " + PARAMETERS_MAX)
          .asException();
    }
    for (String name : declared.keys()) {
      checkName("parameter", name, declared.placeOf(name));
      parameters.add(parameter(name, declared));
    }
    return parameters;
  }

  private static Parameter parameter(String name, YamlMap declared) {
    Place place = declared.placeOf(name);
    if (declared.value(name).orElse(null) instanceof Scalar word) {
      return new Parameter(name, type(word.text(), place), Optional.empty());
    }
    YamlMap map = declared.map(name);
    PortType type = type(map.text("type"), map.placeOf("type"));
    Optional<String> otherwise = map.value("default").map(StepReader::text);
    map.done();
    otherwise
        .flatMap(type::refuse)
        .ifPresent(why -> {
          throw map.placeOf("default").problem(why, "a " + type.word()).asException();
        });
    return new Parameter(name, type, otherwise);
  }

  private static void demandKnown(Step step, Set<String> steps, Map<String, Place> places) {
    for (String earlier : step.waitsFor()) {
      if (!steps.contains(earlier)) {
        String near = Names.nearest(earlier, steps);
        Place place = whereItWaits(step, earlier, places);
        throw place
            .problem(
                "step `%s` waits for `%s`, which does not exist"
                    .formatted(step.name(), Names.abbreviate(earlier)),
                steps.size() <= 20 ? "one of " + String.join(", ", steps) : "the name of a step",
                near.isEmpty() ? "" : "write `%s`".formatted(near))
            .asException();
      }
    }
  }

  private static Place whereItWaits(Step step, String earlier, Map<String, Place> places) {
    String part =
        step.after().contains(earlier)
            ? "after"
            : step.in().entrySet().stream()
                .filter(in -> in.getValue().step().equals(Optional.of(earlier)))
                .map(in -> "in/" + in.getKey())
                .findFirst()
                .orElse(
                    step.when().isPresent()
                            && step.when()
                                .get()
                                .references()
                                .anyMatch(
                                    reference -> reference.step().equals(Optional.of(earlier)))
                        ? "when"
                        : "each");
    return Objects.requireNonNull(places.get(PipelineFile.key(step.name(), part)));
  }

  private static List<Step> ordered(Map<String, Step> steps, YamlMap place) {
    List<Step> ordered = new ArrayList<>(steps.size());
    Set<String> done = new HashSet<>();
    Map<String, Step> left = new LinkedHashMap<>(steps);
    while (!left.isEmpty()) {
      int before = ordered.size();
      for (Step step : List.copyOf(left.values())) {
        if (done.containsAll(step.waitsFor())) {
          ordered.add(step);
          done.add(step.name());
          left.remove(step.name());
        }
      }
      if (ordered.size() == before) {
        throw circle(left, place);
      }
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
      name = step.waitsFor().stream().filter(left::containsKey).findFirst().orElseThrow();
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
