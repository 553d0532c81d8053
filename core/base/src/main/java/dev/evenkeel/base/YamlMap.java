package dev.evenkeel.base;

import dev.evenkeel.base.Yaml.Mapping;
import dev.evenkeel.base.Yaml.Place;
import dev.evenkeel.base.Yaml.Scalar;
import dev.evenkeel.base.Yaml.Sequence;
import dev.evenkeel.base.Yaml.Value;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a mapping strictly: each key is asked for once by its type, and [#done] refuses what
/// nobody asked for, naming the key that was probably meant.
public final class YamlMap {
  private static final Pattern LENGTH_OF_TIME = Pattern.compile("(\\d{1,6})\\s*(d|h|min|s)");

  // Java itself would also take `1d`, `0x1p3` and digits of any script.
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private final Mapping mapping;
  private final Set<String> asked = new LinkedHashSet<>();

  /// A problem when the value is no mapping.
  public YamlMap(Value value) {
    if (!(value instanceof Mapping map)) {
      throw value.place().problem("not a mapping", "`key: value` lines").asException();
    }
    mapping = map;
  }

  /// Where the mapping stands.
  public Place place() {
    return mapping.place();
  }

  /// Its keys, in their written order.
  public Set<String> keys() {
    return mapping.entries().keySet();
  }

  /// The raw value of a key.
  public Optional<Value> value(String key) {
    asked.add(key);
    return mapping.get(key).filter(value -> !(value instanceof Scalar scalar && scalar.isNull()));
  }

  /// The place of a key's value, or of the mapping when the key is absent.
  public Place placeOf(String key) {
    return mapping.get(key).map(Value::place).orElse(place());
  }

  /// A text that must be there.
  public String text(String key) {
    return optionalText(key).orElseThrow(() -> missing(key));
  }

  /// A text that may be there.
  public Optional<String> optionalText(String key) {
    return value(key).map(value -> scalar(key, value));
  }

  /// A whole number that may be there.
  public Optional<Long> optionalLong(String key) {
    return optionalText(key)
        .map(text -> {
          try {
            if (WHOLE.matcher(text).matches()) {
              return Long.valueOf(text);
            }
          } catch (NumberFormatException e) {
            // Falls through to the message that names the key.
          }
          throw wrong(key, text, "a whole number");
        });
  }

  /// A whole number that fits 31 bits, or the default.
  public int integer(String key, int otherwise) {
    return optionalLong(key)
        .map(number -> {
          if (number < Integer.MIN_VALUE || number > Integer.MAX_VALUE) {
            throw wrong(key, String.valueOf(number), "a smaller number");
          }
          return number.intValue();
        })
        .orElse(otherwise);
  }

  /// A finite number that may be there; `5%` is 0.05.
  public Optional<Double> optionalNumber(String key) {
    return optionalText(key).map(text -> number(key, text));
  }

  /// A finite number, or the default; `5%` is 0.05.
  public double number(String key, double otherwise) {
    return optionalNumber(key).orElse(otherwise);
  }

  /// `true` or `false`, or the default.
  public boolean flag(String key, boolean otherwise) {
    return optionalText(key)
        .map(text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw wrong(key, text, "`true` or `false`");
            })
        .orElse(otherwise);
  }

  /// A length of time that may be there: `30d`, `24h`, `5min`, `10s` or ISO 8601.
  public Optional<Duration> optionalDuration(String key) {
    return optionalText(key)
        .map(text ->
            durationOf(text)
                .orElseThrow(
                    () -> wrong(key, text, "a length of time such as `30d`, `24h` or `10s`")));
  }

  /// Reads `30d`, `24h`, `5min`, `10s` or ISO 8601; empty when it is none. ISO 8601 also knows
  /// lengths below zero.
  public static Optional<Duration> durationOf(String text) {
    Matcher simple = LENGTH_OF_TIME.matcher(text);
    if (simple.matches()) {
      long amount = Long.parseLong(simple.group(1));
      return Optional.of(
          switch (simple.group(2)) {
            case "d" -> Duration.ofDays(amount);
            case "h" -> Duration.ofHours(amount);
            case "min" -> Duration.ofMinutes(amount);
            default -> Duration.ofSeconds(amount);
          });
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /// One of an enumeration's constants, written in lower case, that may be there.
  public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    return optionalText(key)
        .map(text -> {
          for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-').equals(text)) {
              return constant;
            }
          }
          throw wrong(key, text, "one of " + choices(type));
        });
  }

  /// A mapping that must be there.
  public YamlMap map(String key) {
    return optionalMap(key).orElseThrow(() -> missing(key));
  }

  /// A mapping that may be there.
  public Optional<YamlMap> optionalMap(String key) {
    return value(key).map(YamlMap::new);
  }

  /// The items of a list; none when the key is absent.
  public List<Value> items(String key) {
    return value(key)
        .map(value -> {
          if (!(value instanceof Sequence sequence)) {
            throw value
                .place()
                .problem(
                    "`%s` is no list".formatted(Names.abbreviate(key)),
                    "a list: `- item` lines or `[a, b]`")
                .asException();
          }
          return sequence.items();
        })
        .orElse(List.of());
  }

  /// A list of mappings; none when the key is absent.
  public List<YamlMap> maps(String key) {
    return items(key).stream().map(YamlMap::new).toList();
  }

  /// A list of texts; none when the key is absent.
  public List<String> texts(String key) {
    return items(key).stream().map(item -> scalar(key, item)).toList();
  }

  /// A mapping from text to text, in its order; empty when the key is absent.
  public Map<String, String> textMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    optionalMap(key).ifPresent(map -> map.keys().forEach(name -> texts.put(name, map.text(name))));
    return texts;
  }

  /// Demands `version: 1` of a file of ours.
  public void versionOne() {
    String version = text("version");
    if (!version.equals("1")) {
      throw wrong("version", version, "`1`, the only version this Evenkeel reads");
    }
  }

  /// Refuses keys that were never asked for.
  public void done() {
    for (String key : mapping.entries().keySet()) {
      if (!asked.contains(key)) {
        String near = Names.nearest(key, asked);
        throw placeOf(key)
            .problem(
                "key `%s` is unknown".formatted(Names.abbreviate(key)),
                "one of " + String.join(", ", asked),
                near.isEmpty() ? "remove it" : "write `%s`".formatted(near))
            .asException();
      }
    }
  }

  private double number(String key, String text) {
    boolean percent = text.endsWith("%");
    String digits = percent ? text.substring(0, text.length() - 1).strip() : text;
    double number = NUMBER.matcher(digits).matches() ? Double.parseDouble(digits) : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong(key, text, "a number");
    }
    return percent ? number / 100 : number;
  }

  private static String scalar(String key, Value value) {
    if (!(value instanceof Scalar scalar)) {
      throw value
          .place()
          .problem(
              "`%s` holds no single value".formatted(Names.abbreviate(key)), "one text or number")
          .asException();
    }
    return scalar.text();
  }

  private ProblemException missing(String key) {
    return place()
        .problem(
            "key `%s` is missing".formatted(Names.abbreviate(key)),
            "a line `%s: ...`".formatted(Names.abbreviate(key)))
        .asException();
  }

  private ProblemException wrong(String key, String text, String expected) {
    return placeOf(key)
        .problem(
            "`%s: %s` cannot be used".formatted(Names.abbreviate(key), Names.abbreviate(text)),
            expected)
        .asException();
  }

  private static <E extends Enum<E>> String choices(Class<E> type) {
    return java.util.Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
        .collect(java.util.stream.Collectors.joining(", "));
  }
}
