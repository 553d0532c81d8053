package dev.evenkeel.pipelines.definition;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.YamlMap;
import dev.evenkeel.pipelines.definition.Execution.Cache;
import dev.evenkeel.pipelines.definition.Execution.Resources;
import dev.evenkeel.pipelines.definition.Execution.Retry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how the attempts of a step are carried out.
final class ExecutionReader {
  private static final Pattern MEMORY = Pattern.compile("([0-9]{1,9})(Ki|Mi|Gi|Ti)?");
  private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final int RETRIES_MAX = 100;
  private static final Duration LONGEST = Duration.ofDays(366);

  private ExecutionReader() {}

  static Execution read(YamlMap map) {
    return new Execution(
        map.optionalMap("retry").map(ExecutionReader::retry).orElse(Retry.NONE),
        duration(map, "timeout"),
        map.optionalText("cache").map(text -> cache(text, map)).orElse(new Cache.Never()),
        resources(map),
        map.optionalText("runner").orElse(""),
        map.optionalText("image").orElse(""),
        variables(map, "env"),
        variables(map, "secrets"));
  }

  static Optional<Duration> duration(YamlMap map, String key) {
    Optional<Duration> duration = map.optionalDuration(key);
    duration
        .filter(length -> length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0)
        .ifPresent(length -> {
          throw map.placeOf(key)
              .problem("`%s` of %s".formatted(key, length), "longer than nothing, at most a year")
              .asException();
        });
    return duration;
  }

  private static Retry retry(YamlMap map) {
    Retry retry =
        new Retry(
            map.integer("max", 1),
            duration(map, "backoff").orElse(Retry.NONE.backoff()),
            map.number("factor", Retry.NONE.factor()),
            duration(map, "backoffMax").orElse(Retry.NONE.backoffMax()),
            map.number("jitter", Retry.NONE.jitter()));
    map.done();
    bound(map, "max", retry.max(), 0, RETRIES_MAX);
    bound(map, "factor", retry.factor(), 1, 100);
    bound(map, "jitter", retry.jitter(), 0, 1);
    return retry;
  }

  private static void bound(YamlMap map, String key, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw map.placeOf(key)
          .problem("`%s: %s` cannot be used".formatted(key, value), "%s to %s".formatted(from, to))
          .asException();
    }
  }

  private static Cache cache(String text, YamlMap map) {
    return switch (text) {
      case "never" -> new Cache.Never();
      case "content" -> new Cache.Content();
      default ->
          YamlMap.durationOf(text)
              .filter(Duration::isPositive)
              .<Cache>map(Cache.For::new)
              .orElseThrow(() ->
                  map.placeOf("cache")
                      .problem(
                          "`cache: %s` cannot be used".formatted(Names.abbreviate(text)),
                          "`content`, `never`, or a length of time such as `7d`")
                      .asException());
    };
  }

  private static Resources resources(YamlMap map) {
    double cpu = map.number("cpu", 0);
    int gpu = map.integer("gpu", 0);
    long memory =
        map.optionalText("memory")
            .map(text -> bytes(text, map))
            .orElse(Resources.ANY.memoryBytes());
    bound(map, "cpu", cpu, 0, 4_096);
    bound(map, "gpu", gpu, 0, 1_024);
    return new Resources(cpu, memory, gpu);
  }

  private static long bytes(String text, YamlMap map) {
    Matcher matcher = MEMORY.matcher(text);
    if (matcher.matches()) {
      int shift =
          switch (matcher.group(2) == null ? "" : matcher.group(2)) {
            case "Ki" -> 10;
            case "Mi" -> 20;
            case "Gi" -> 30;
            case "Ti" -> 40;
            default -> 0;
          };
      long amount = Long.parseLong(matcher.group(1));
      if (amount <= Long.MAX_VALUE >> shift) {
        return amount << shift;
      }
    } else if (BYTES.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    throw map.placeOf("memory")
        .problem(
            "`memory: %s` cannot be used".formatted(Names.abbreviate(text)),
            "a size such as `512Mi` or `4Gi`")
        .asException();
  }

  private static Map<String, String> variables(YamlMap map, String key) {
    Map<String, String> variables = new LinkedHashMap<>();
    map.optionalMap(key)
        .ifPresent(written -> {
          for (String name : written.keys()) {
            if (!VARIABLE.matcher(name).matches()) {
              throw written
                  .placeOf(name)
                  .problem(
                      "`%s` is no name of a variable".formatted(Names.abbreviate(name)),
                      "letters, digits and `_`, the first no digit")
                  .asException();
            }
            variables.put(name, written.text(name));
          }
        });
    return variables;
  }
}
