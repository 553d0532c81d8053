package dev.evenkeel.server;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.runtimes.PythonSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `runtimes.python` of the configuration: `on`, `off`, or a mapping that says how.
final class PythonSection {
  static final String VARIABLE = "EVENKEEL_RUNTIMES_PYTHON";

  private static final Pattern MEMORY = Pattern.compile("(\\d{1,6})\\s*(MiB|GiB)");

  private PythonSection() {}

  /// Reads.
  ///
  /// @param runtimes the mapping `runtimes` of the file, when it has one
  static PythonSettings read(Optional<YamlMap> runtimes, Map<String, String> environment) {
    PythonSettings inFile =
        runtimes
            .flatMap(map -> map.value("python").map(value -> value instanceof Scalar))
            .map(scalar -> scalar ? switched(runtimes.get()) : mapping(runtimes.get()))
            .orElseGet(PythonSettings::defaults);
    runtimes.ifPresent(YamlMap::done);
    String variable = environment.getOrDefault(VARIABLE, "");
    return variable.isEmpty() ? inFile : inFile.switchedTo(isOn(variable, VARIABLE));
  }

  private static PythonSettings switched(YamlMap runtimes) {
    String text = runtimes.text("python");
    return PythonSettings.defaults().switchedTo(isOn(text, runtimes.placeOf("python").toString()));
  }

  private static boolean isOn(String text, String where) {
    return switch (text) {
      case "on", "true" -> true;
      case "off", "false" -> false;
      default ->
          throw wrong("`%s` cannot be used".formatted(Names.abbreviate(text)), where, "on or off");
    };
  }

  private static PythonSettings mapping(YamlMap runtimes) {
    YamlMap map = runtimes.map("python");
    PythonSettings defaults = PythonSettings.defaults();
    String where = map.place().toString();
    int workers = map.integer("workers", defaults.workers());
    if (workers < 1 || workers > PythonSettings.WORKERS_MAX) {
      throw wrong(
          "%d workers cannot be used".formatted(workers),
          map.placeOf("workers").toString(),
          "1 to " + PythonSettings.WORKERS_MAX);
    }
    Duration timeout = map.optionalDuration("timeout").orElse(defaults.timeout());
    if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofHours(1)) > 0) {
      throw wrong("the timeout cannot be used", map.placeOf("timeout").toString(), "1s to 1h");
    }
    long memory =
        map.optionalText("memory")
            .map(text -> memory(text, map.placeOf("memory").toString()))
            .orElse(defaults.memoryBytes());
    boolean on = map.optionalText("enabled").map(text -> isOn(text, where)).orElse(true);
    PythonSettings settings =
        new PythonSettings(
            on,
            workers,
            memory,
            timeout,
            map.optionalText("interpreter").map(Path::of),
            map.optionalText("index").orElse(""));
    map.done();
    return settings;
  }

  private static long memory(String text, String where) {
    Matcher matcher = MEMORY.matcher(text);
    long bytes =
        matcher.matches()
            ? Long.parseLong(matcher.group(1)) << (matcher.group(2).equals("GiB") ? 30 : 20)
            : 0;
    if (bytes < PythonSettings.MEMORY_MIN) {
      throw wrong(
          "memory `%s` cannot be used".formatted(Names.abbreviate(text)),
          where,
          "256MiB or more, such as 2GiB");
    }
    return bytes;
  }

  private static RuntimeException wrong(String what, String where, String expected) {
    return new Problem(Problem.Kind.CONFIGURATION, what, where, expected, "").asException();
  }
}
