package dev.evenkeel.models;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.models.Target.Band;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Reads and writes `evenkeel.yaml`.
final class ProjectFile {
  private static final int LABELS_MAX = 1_000;
  private static final int FEATURES_MAX = 10_000;

  private ProjectFile() {}

  static ModelProject read(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    document.versionOne();
    String name = Names.check("project", document.text("name"));
    String model = Names.check("model", document.optionalText("model").orElse(name));
    DatasetSource dataset = dataset(document.map("dataset"));
    Target target = target(document.map("target"));
    List<Feature> features = features(document.map("features"));
    ModelProject project =
        new ModelProject(
            name,
            model,
            dataset,
            target,
            features,
            document.optionalText("pipeline").orElse("pipelines/train.yaml"),
            document.optionalText("monitoring").orElse("monitoring.yaml"),
            document.optionalText("policy").orElse("policy.yaml"));
    document.done();
    return project;
  }

  private static DatasetSource dataset(YamlMap map) {
    DatasetSource dataset =
        new DatasetSource(
            Names.check("dataset", map.text("name")),
            map.text("contract"),
            map.optionalText("source").orElse(""),
            map.text("time"));
    map.done();
    return dataset;
  }

  private static Target target(YamlMap map) {
    String column = map.text("column");
    Duration delay = map.optionalDuration("delay").orElse(Duration.ZERO);
    if (delay.isNegative()) {
      throw map.placeOf("delay")
          .problem("a truth known before its row", "0d or more")
          .asException();
    }
    List<Yaml.Value> labels = map.items("labels");
    map.done();
    if (labels.isEmpty() && !map.keys().contains("labels")) {
      return new Target.Quantity(column, delay);
    }
    if (labels.size() < 2 || labels.size() > LABELS_MAX) {
      throw map.placeOf("labels")
          .problem("%d labels".formatted(labels.size()), "2 to " + LABELS_MAX)
          .asException();
    }
    return labels.getFirst() instanceof Yaml.Mapping
        ? bands(column, delay, labels)
        : classes(map, column, delay);
  }

  private static Target classes(YamlMap map, String column, Duration delay) {
    List<String> labels = map.texts("labels");
    if (new LinkedHashSet<>(labels).size() < labels.size()) {
      throw map.placeOf("labels").problem("a label stands twice", "each once").asException();
    }
    return new Target.Classes(column, delay, labels);
  }

  private static Target bands(String column, Duration delay, List<Yaml.Value> labels) {
    List<Band> bands = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < labels.size(); index++) {
      YamlMap map = new YamlMap(labels.get(index));
      boolean last = index == labels.size() - 1;
      String label = map.text("label");
      double below = last ? Double.POSITIVE_INFINITY : map.number("below", Double.NaN);
      if (!names.add(label)) {
        throw map.place()
            .problem("label `%s` stands twice".formatted(label), "each once")
            .asException();
      }
      if (Double.isNaN(below) || (!bands.isEmpty() && below <= bands.getLast().below())) {
        throw map.place()
            .problem(
                "band `%s` has no bound above the one before".formatted(label),
                "rising `below` for all but the last")
            .asException();
      }
      map.done();
      bands.add(new Band(label, below));
    }
    return new Target.Bands(column, delay, bands);
  }

  private static List<Feature> features(YamlMap map) {
    List<Feature> features = new ArrayList<>();
    for (String name : map.keys()) {
      features.add(new Feature(name, map.text(name)));
    }
    if (features.isEmpty() || features.size() > FEATURES_MAX) {
      throw map.place()
          .problem("%d features".formatted(features.size()), "1 to " + FEATURES_MAX)
          .asException();
    }
    return features;
  }

  static String write(ModelProject project) {
    StringBuilder out = new StringBuilder("version: 1\n");
    out.append("name: ").append(quoted(project.name())).append('\n');
    out.append("model: ").append(quoted(project.model())).append('\n');
    out.append("dataset:\n");
    line(out, "name", quoted(project.dataset().name()));
    line(out, "contract", quoted(project.dataset().contract()));
    if (!project.dataset().source().isEmpty()) {
      line(out, "source", quoted(project.dataset().source()));
    }
    line(out, "time", quoted(project.dataset().timeColumn()));
    out.append("target:\n");
    line(out, "column", quoted(project.target().column()));
    line(out, "delay", written(project.target().delay()));
    switch (project.target()) {
      case Target.Bands bands -> bands(out, bands);
      case Target.Classes classes -> line(out, "labels", Json.text(classes.labels()));
      case Target.Quantity quantity -> {}
    }
    out.append("features:\n");
    project
        .features()
        .forEach(feature -> line(out, quoted(feature.name()), quoted(feature.expression())));
    out.append("pipeline: ").append(quoted(project.pipeline())).append('\n');
    out.append("monitoring: ").append(quoted(project.monitoring())).append('\n');
    out.append("policy: ").append(quoted(project.policy())).append('\n');
    return out.toString();
  }

  private static void bands(StringBuilder out, Target.Bands bands) {
    out.append("  labels:\n");
    for (Band band : bands.bands()) {
      out.append("    - {label: ").append(quoted(band.label()));
      if (Double.isFinite(band.below())) {
        out.append(", below: ").append(written(band.below()));
      }
      out.append("}\n");
    }
  }

  private static String written(Duration delay) {
    return delay.equals(Duration.ofDays(delay.toDays())) && delay.toDays() <= 999_999
        ? delay.toDays() + "d"
        : delay.toString();
  }

  private static String written(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? String.valueOf((long) bound)
        : String.valueOf(bound);
  }

  private static void line(StringBuilder out, String key, String value) {
    out.append("  ").append(key).append(": ").append(value).append('\n');
  }

  private static String quoted(String text) {
    return Json.text(text);
  }
}
