package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts the code of steps that are programs into the definition itself: a run then pins the code
/// that it ran, and equal code has an equal digest wherever it was written.
public final class CodeFiles {
  /// The setting that holds the files, as a JSON object of texts by their paths.
  public static final String CODE = "code";

  /// The setting of a `check` step that names a file.
  public static final String CONTRACT = "contract";

  private static final String FILES = "files";

  /// The packages of `python` steps, where the file is there.
  public static final String REQUIREMENTS = "requirements.txt";

  private static final int CHARS_MAX = 1 << 20;

  private CodeFiles() {}

  /// Which files the steps of a pipeline name, those that need not be there included.
  public static List<String> named(Pipeline pipeline) {
    List<String> named = new ArrayList<>();
    for (Step step : pipeline.steps()) {
      if (hasFiles(step)) {
        named.addAll(demanded(step));
      }
      if (isProgram(step)) {
        named.add(REQUIREMENTS);
      }
    }
    return named.stream().distinct().toList();
  }

  /// The same pipeline with the code of its steps.
  ///
  /// @param files texts by their paths beside the definition, of which steps take what they name
  /// @throws dev.evenkeel.base.ProblemException that names the step and the file that is missing
  public static PipelineFile with(PipelineFile file, Map<String, String> files) {
    Pipeline pipeline = file.pipeline();
    List<Step> steps = new ArrayList<>();
    for (Step step : pipeline.steps()) {
      steps.add(hasFiles(step) && !step.with().containsKey(CODE) ? with(file, step, files) : step);
    }
    return file.with(
        new Pipeline(pipeline.name(), pipeline.parameters(), pipeline.settings(), steps));
  }

  /// The program of an `exec` step and its arguments, written as a list, or as one name without
  /// arguments; empty when it is neither.
  public static Optional<List<String>> command(String written) {
    return written.startsWith("[")
        ? PortType.texts(written).filter(command -> !command.isEmpty())
        : Optional.of(written).filter(program -> !program.isBlank()).map(List::of);
  }

  private static boolean hasFiles(Step step) {
    return isProgram(step) || isCheck(step);
  }

  /// By a contract beside the definition.
  private static boolean isCheck(Step step) {
    return step.uses().equals("check") && step.with().containsKey(CONTRACT);
  }

  private static boolean isProgram(Step step) {
    return step.uses().equals("python") || step.uses().equals("exec");
  }

  private static List<String> demanded(Step step) {
    List<String> names = new ArrayList<>();
    if (isCheck(step)) {
      names.add(step.with().getOrDefault(CONTRACT, ""));
    }
    String script = step.with().get("script");
    if (script != null) {
      names.add(script);
    }
    command(step.with().getOrDefault("command", "")).stream()
        .flatMap(command -> command.stream().limit(1))
        .filter(program -> program.contains("/"))
        .forEach(names::add);
    PortType.texts(step.with().getOrDefault(FILES, "[]")).ifPresent(names::addAll);
    return names.stream().map(name -> name.replaceFirst("^(\\./)+", "")).toList();
  }

  private static Step with(PipelineFile file, Step step, Map<String, String> files) {
    Map<String, String> code = new TreeMap<>();
    for (String name : demanded(step)) {
      String text = files.get(name);
      if (text == null) {
        String near = Names.nearest(name, files.keySet());
        throw file.problem(
                step.name(),
                "with",
                "step `%s` needs the file `%s`, which did not come with the pipeline"
                    .formatted(step.name(), Names.abbreviate(name)),
                "a text file beside the definition",
                near.isEmpty() ? "" : "did you mean `%s`?".formatted(near))
            .asException();
      }
      code.put(name, text);
    }
    String requirements = files.get(REQUIREMENTS);
    if (requirements != null && step.uses().equals("python")) {
      code.put(REQUIREMENTS, requirements);
    }
    if (code.values().stream().mapToInt(String::length).sum() > CHARS_MAX) {
      throw file.problem(
              step.name(),
              "with",
              "the code of step `%s` is too large".formatted(step.name()),
              "at most %d characters; larger files are inputs".formatted(CHARS_MAX),
              "")
          .asException();
    }
    Map<String, String> settings = new LinkedHashMap<>(step.with());
    settings.remove(FILES);
    if (!code.isEmpty()) {
      settings.put(CODE, Json.text(code));
    }
    return new Step(
        step.name(),
        step.uses(),
        step.after(),
        step.in(),
        step.out(),
        settings,
        step.when(),
        step.each(),
        step.optional(),
        step.approval(),
        step.execution());
  }
}
