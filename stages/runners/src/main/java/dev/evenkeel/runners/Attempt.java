package dev.evenkeel.runners;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// One attempt of a step: all that a runner must know to carry it.
///
/// @param id ours, a label of DNS; a retry is another attempt with another id
/// @param epoch rises when the same attempt is asked for again after nobody knew how it was
/// @param code small files that are laid into its working folder, by their paths
/// @param environment declared variables, and nothing else of any environment
/// @param secrets name of a variable to the reference of the secret that becomes its value
/// @param limits what it may take
public record Attempt(
    String id,
    long epoch,
    Program program,
    Map<String, String> code,
    Map<String, JsonNode> parameters,
    List<Input> inputs,
    List<ExpectedOutput> outputs,
    Map<String, String> environment,
    Map<String, String> secrets,
    StepLimits limits) {
  private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final Pattern PATH_PART =
      Pattern.compile("(?!\\.{1,2}$)[^/\\p{Cntrl}\\\\]{1,255}");
  private static final String OURS = "EVENKEEL_";
  private static final int PATH_MAX = 1024;
  private static final int NAMES_MAX = 500;
  private static final int CODE_CHARS_MAX = 1 << 20;

  public Attempt {
    checkId(id);
    if (epoch < 0) {
      throw new IllegalArgumentException("Cannot attempt a step: epoch below 0, got " + epoch);
    }
    // Ordered, so that what a program reads does not change from run to run.
    code = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(code));
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    environment = Map.copyOf(environment);
    secrets = Map.copyOf(secrets);
    code.keySet().forEach(Attempt::checkPath);
    if (code.values().stream().mapToLong(String::length).sum() > CODE_CHARS_MAX) {
      throw refused(
          Problem.Kind.TOO_LARGE,
          "the code of a step is too large",
          "at most 1 MiB; larger files are inputs");
    }
    distinct("parameter", parameters.keySet());
    distinct("input", inputs.stream().map(Input::name).toList());
    distinct("output", outputs.stream().map(ExpectedOutput::name).toList());
    environment.keySet().forEach(Attempt::checkVariable);
    environment.forEach(Attempt::checkValue);
    secrets.keySet().forEach(Attempt::checkVariable);
  }

  /// An attempt that reads and leaves nothing, under usual limits.
  public static Attempt of(String id, long epoch, Program program) {
    return new Attempt(
        id,
        epoch,
        program,
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        StepLimits.USUAL);
  }

  /// The same under another epoch.
  public Attempt at(long newer) {
    return new Attempt(
        id, newer, program, code, parameters, inputs, outputs, environment, secrets, limits);
  }

  /// The same with these files of code.
  public Attempt withCode(Map<String, String> files) {
    return new Attempt(
        id, epoch, program, files, parameters, inputs, outputs, environment, secrets, limits);
  }

  /// The same with these parameters.
  public Attempt withParameters(Map<String, JsonNode> values) {
    return new Attempt(
        id, epoch, program, code, values, inputs, outputs, environment, secrets, limits);
  }

  /// The same with these inputs.
  public Attempt withInputs(List<Input> read) {
    return new Attempt(
        id, epoch, program, code, parameters, read, outputs, environment, secrets, limits);
  }

  /// The same with these outputs.
  public Attempt withOutputs(List<ExpectedOutput> left) {
    return new Attempt(
        id, epoch, program, code, parameters, inputs, left, environment, secrets, limits);
  }

  /// The same with these variables.
  public Attempt withEnvironment(Map<String, String> variables) {
    return new Attempt(
        id, epoch, program, code, parameters, inputs, outputs, variables, secrets, limits);
  }

  /// The same with these secrets.
  public Attempt withSecrets(Map<String, String> references) {
    return new Attempt(
        id, epoch, program, code, parameters, inputs, outputs, environment, references, limits);
  }

  /// The same within other limits.
  public Attempt withLimits(StepLimits others) {
    return new Attempt(
        id, epoch, program, code, parameters, inputs, outputs, environment, secrets, others);
  }

  /// How a variable of ours is named after a name of a step's: `EVENKEEL_IN_TRAIN_ROWS`.
  static String variable(String prefix, String name) {
    return OURS + prefix + "_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  static void checkId(String id) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "Cannot name an attempt: 1 to 63 of a-z, 0-9 and -, no - at an end, got `%s`"
              .formatted(Names.abbreviate(id)));
    }
  }

  static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw refused(
          Problem.Kind.INPUT,
          "%s name `%s` cannot be used".formatted(what, Names.abbreviate(name)),
          "1 to 64 letters, digits, `_`, `.` or `-`, the first a letter");
    }
  }

  /// A path below a folder, with nothing that leads out of it.
  static void checkPath(String path) {
    boolean good = path.length() <= PATH_MAX;
    for (String part : path.split("/", -1)) {
      good &= PATH_PART.matcher(part).matches();
    }
    if (!good) {
      throw refused(
          Problem.Kind.INPUT,
          "path `%s` cannot be used".formatted(Names.abbreviate(path)),
          "a relative path with `/`, without `.` and `..`");
    }
  }

  private static void checkVariable(String name) {
    if (!VARIABLE.matcher(name).matches() || name.startsWith(OURS)) {
      throw refused(
          Problem.Kind.INPUT,
          "environment variable `%s` cannot be declared".formatted(Names.abbreviate(name)),
          "letters, digits and `_`, the first no digit; names that begin with `EVENKEEL_` are ours");
    }
  }

  private static void checkValue(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw refused(
          Problem.Kind.INPUT,
          "environment variable `%s` holds a NUL character".formatted(name),
          "text without it");
    }
  }

  /// Two names that differ in `-` and `_` only would share a variable.
  private static void distinct(String what, Collection<String> names) {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      checkName(what, name);
      String other = seen.put(variable("", name), name);
      if (other != null) {
        throw refused(
            Problem.Kind.INPUT,
            "%ss `%s` and `%s` would share one environment variable".formatted(what, other, name),
            "names that differ in more than case and punctuation");
      }
    }
    if (seen.size() > NAMES_MAX) {
      throw refused(Problem.Kind.TOO_LARGE, "too many " + what + "s", "at most " + NAMES_MAX);
    }
  }

  private static RuntimeException refused(Problem.Kind kind, String what, String expected) {
    return new Problem(kind, what, "", expected, "").asException();
  }
}
