package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Role;
import dev.evenkeel.base.Yaml.Mapping;
import dev.evenkeel.base.Yaml.Place;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.Yaml.Sequence;
import dev.evenkeel.base.Yaml.Value;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.pipelines.definition.Step.Approval;
import dev.evenkeel.pipelines.definition.Step.Each;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads one step, and keeps where its parts stand.
final class StepReader {
  private static final int EACH_MAX = 1_000;

  /// Short forms: `python: fit.py` is `uses: python` with `script: fit.py`.
  private static final Map<String, String> SHORT_FORMS =
      Map.of(
          "python", "script",
          "exec", "command",
          "java", "class",
          "sql", "query",
          "http", "url",
          "notify", "url");

  private final String name;
  private final Map<String, Place> places;

  StepReader(String name, Map<String, Place> places) {
    this.name = name;
    this.places = places;
  }

  Step read(YamlMap steps) {
    keep("", steps.placeOf(name));
    Optional<YamlMap> written = steps.optionalMap(name);
    if (written.isEmpty()) {
      return new Step(name, name, List.of(), Map.of());
    }
    YamlMap map = written.get();
    map.keys().forEach(key -> keep(key, map.placeOf(key)));
    Map<String, String> with = new LinkedHashMap<>();
    String uses = uses(map, with);
    map.optionalMap("with").ifPresent(settings -> settings(settings, with));
    Step step =
        new Step(
            name,
            uses,
            map.texts("after"),
            inputs(map),
            outputs(map),
            with,
            map.optionalText("when").map(text -> condition(text, map.placeOf("when"))),
            map.value("each").map(this::each),
            map.flag("optional", false),
            map.optionalMap("approve").map(StepReader::approval),
            ExecutionReader.read(map));
    map.done();
    return step;
  }

  private String uses(YamlMap map, Map<String, String> with) {
    List<String> used =
        SHORT_FORMS.keySet().stream().filter(map.keys()::contains).sorted().toList();
    Optional<String> uses = map.optionalText("uses");
    if (used.size() + (uses.isPresent() ? 1 : 0) > 1) {
      throw map.place()
          .problem(
              "step `%s` says what it does more than once: %s"
                  .formatted(name, String.join(", ", used)),
              "one of `uses`, " + String.join(", ", used))
          .asException();
    }
    if (used.isEmpty()) {
      return uses.orElse(name);
    }
    String action = used.getFirst();
    map.value(action)
        .ifPresent(value -> with.put(SHORT_FORMS.getOrDefault(action, ""), text(value)));
    return action;
  }

  private void settings(YamlMap settings, Map<String, String> with) {
    for (String key : settings.keys()) {
      keep("with/" + key, settings.placeOf(key));
      settings
          .value(key)
          .ifPresent(value -> {
            if (with.putIfAbsent(key, text(value)) != null) {
              throw value
                  .place()
                  .problem(
                      "setting `%s` stands twice".formatted(Names.abbreviate(key)), "one value")
                  .asException();
            }
          });
    }
  }

  private Map<String, Reference> inputs(YamlMap map) {
    Map<String, Reference> inputs = new LinkedHashMap<>();
    map.optionalMap("in")
        .ifPresent(ports -> {
          for (String port : ports.keys()) {
            PipelineReader.checkName("input", port, ports.placeOf(port));
            keep("in/" + port, ports.placeOf(port));
            inputs.put(port, reference(ports.text(port), ports.placeOf(port)));
          }
        });
    return inputs;
  }

  private static Reference reference(String text, Place place) {
    return Reference.parse(text)
        .orElseThrow(() ->
            place
                .problem(
                    "`%s` names no value".formatted(Names.abbreviate(text)),
                    "`step.output`, `step[*].output`, `params.name` or `item`",
                    "write what is fixed under `with`")
                .asException());
  }

  private Map<String, PortType> outputs(YamlMap map) {
    Map<String, PortType> outputs = new LinkedHashMap<>();
    map.optionalMap("out")
        .ifPresent(ports -> {
          for (String port : ports.keys()) {
            PipelineReader.checkName("output", port, ports.placeOf(port));
            keep("out/" + port, ports.placeOf(port));
            outputs.put(port, PipelineReader.type(ports.text(port), ports.placeOf(port)));
          }
        });
    return outputs;
  }

  private static Condition condition(String text, Place place) {
    try {
      return ConditionReader.read(text);
    } catch (ConditionReader.Refused e) {
      throw place
          .problem(
              "condition `%s` cannot be read: %s".formatted(Names.abbreviate(text), e.getMessage()),
              "such as `best.auc >= params.floor and not params.dry`")
          .asException(e);
    }
  }

  private Each each(Value value) {
    if (value instanceof Mapping mapping && mapping.get("of").isPresent()) {
      YamlMap map = new YamlMap(value);
      Value of = map.value("of").orElseThrow();
      int parallel = map.integer("parallel", Each.ALL);
      map.done();
      if (parallel < 1) {
        throw map.placeOf("parallel").problem("no run at once", "at least 1").asException();
      }
      Each all = each(of);
      return new Each(all.values(), all.from(), parallel);
    }
    if (value instanceof Scalar scalar) {
      return new Each(List.of(), Optional.of(reference(scalar.text(), value.place())), Each.ALL);
    }
    if (value instanceof Sequence sequence
        && !sequence.items().isEmpty()
        && sequence.items().size() <= EACH_MAX) {
      return new Each(
          sequence.items().stream().map(StepReader::text).toList(), Optional.empty(), Each.ALL);
    }
    throw value
        .place()
        .problem(
            "step `%s` cannot run for each of these".formatted(name),
            "a list of 1 to %d values, or a list of the run such as `load.parts`"
                .formatted(EACH_MAX))
        .asException();
  }

  private static Approval approval(YamlMap map) {
    map.optionalChoice("role", Role.class);
    Approval approval = new Approval(map.text("role"), ExecutionReader.duration(map, "within"));
    map.done();
    return approval;
  }

  /// A value as text: what is nested, as JSON.
  static String text(Value value) {
    return value instanceof Scalar scalar ? scalar.text() : Json.text(tree(value));
  }

  private static Object tree(Value value) {
    return switch (value) {
      case Scalar scalar -> scalar.isNull() ? "" : plain(scalar);
      case Sequence sequence -> sequence.items().stream().map(StepReader::tree).toList();
      case Mapping mapping -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> entries.put(key, tree(entry)));
        yield entries;
      }
    };
  }

  /// Numbers and truth values stay what they look like, unless they are written in quotes.
  private static Object plain(Scalar scalar) {
    String text = scalar.text();
    if (!scalar.isPlain()) {
      return text;
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (ValueType.INTEGER.refuse(text).isEmpty()) {
      return Long.valueOf(text);
    }
    return ValueType.NUMBER.refuse(text).isEmpty() ? (Object) Double.valueOf(text) : text;
  }

  private void keep(String part, Place place) {
    places.put(PipelineFile.key(name, part), place);
  }
}
