package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// Reads the part of ODCS 3.0 to 3.2 that describes one table. Keys of the standard that this
/// reader does not use are accepted; a key that the standard does not know is refused with the one
/// that was probably meant.
///
/// `enum` and a library rule `metric: invalidValues` with `validValues` and `mustBe: 0` both say
/// which values are allowed; only the rule has a severity.
public final class ContractReader {
  private static final YamlMap NO_OPTIONS = Yaml.parseMap("{}", "");

  private ContractReader() {}

  /// A contract on the one schema object of the document.
  ///
  /// @param where the file's name in messages
  public static Contract read(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    OdcsKeys.demand(document, OdcsKeys.TOP);
    String apiVersion = document.text("apiVersion");
    if (!apiVersion.matches("v3\\.[012](\\.\\d+)?")) {
      throw wrong(document, "apiVersion", apiVersion, "v3.0.0 to v3.2.0");
    }
    if (!document.text("kind").equals("DataContract")) {
      throw wrong(document, "kind", document.text("kind"), "`DataContract`");
    }
    List<YamlMap> objects = document.maps("schema");
    if (objects.size() != 1) {
      throw document
          .placeOf("schema")
          .problem("a contract on %d tables".formatted(objects.size()), "one schema object")
          .asException();
    }
    YamlMap object = objects.getFirst();
    OdcsKeys.demand(object, OdcsKeys.OBJECT);
    return new Contract(
        Names.check("contract", document.text("id")),
        document.text("version"),
        document.optionalText("name").orElse(""),
        document.optionalMap("description").flatMap(map -> map.optionalText("purpose")).orElse(""),
        object.text("name"),
        properties(object));
  }

  private static List<Property> properties(YamlMap object) {
    List<Property> properties = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (YamlMap map : object.maps("properties")) {
      Property property = property(map);
      // Engines of SQL do not tell `Age` from `age`.
      if (!names.add(property.name().toLowerCase(Locale.ROOT))) {
        throw map.placeOf("name")
            .problem(
                "property `%s` stands twice".formatted(Names.abbreviate(property.name())),
                "each column once, whether in capitals or not")
            .asException();
      }
      properties.add(property);
    }
    if (properties.isEmpty()) {
      throw object
          .placeOf("properties")
          .problem("a table without columns", "at least one property")
          .asException();
    }
    return properties;
  }

  private static Property property(YamlMap map) {
    OdcsKeys.demand(map, OdcsKeys.PROPERTY);
    LogicalType type = type(map);
    YamlMap options = map.optionalMap("logicalTypeOptions").orElse(NO_OPTIONS);
    OdcsKeys.demand(options, OdcsKeys.OPTIONS);
    String format = type.isTime() ? format(options) : "";
    Allowed allowed = allowed(map);
    demandType(allowed, type, format);
    OptionalDouble minimum = type.isNumeric() ? number(options, "minimum") : OptionalDouble.empty();
    OptionalDouble maximum = type.isNumeric() ? number(options, "maximum") : OptionalDouble.empty();
    boolean isText = type == LogicalType.STRING;
    OptionalInt minLength = isText ? length(options, "minLength") : OptionalInt.empty();
    OptionalInt maxLength = isText ? length(options, "maxLength") : OptionalInt.empty();
    boolean reversed =
        minimum.isPresent() && maximum.isPresent() && minimum.getAsDouble() > maximum.getAsDouble();
    demandOrder(options, "maximum", !reversed);
    demandOrder(options, "maxLength", minLength.orElse(0) <= maxLength.orElse(Integer.MAX_VALUE));
    return new Property(
        name(map),
        type,
        map.flag("required", false),
        map.flag("unique", false),
        map.optionalText("description").orElse(""),
        format,
        minimum,
        maximum,
        minLength,
        maxLength,
        isText ? pattern(options) : "",
        allowed.values(),
        allowed.severity(),
        map.optionalText("classification").orElse(""));
  }

  private static String name(YamlMap map) {
    String name = map.text("name");
    if (name.isBlank()) {
      throw wrong(map, "name", name, "the name of a column");
    }
    return name;
  }

  private record Allowed(List<String> values, Severity severity, Yaml.Place place) {}

  private static Allowed allowed(YamlMap map) {
    List<String> values = new ArrayList<>();
    for (YamlMap level : map.maps("enum")) {
      OdcsKeys.demand(level, OdcsKeys.LEVEL);
      values.add(level.text("value"));
    }
    Allowed allowed = new Allowed(values, Severity.ERROR, map.placeOf("enum"));
    for (YamlMap rule : map.maps("quality")) {
      OdcsKeys.demand(rule, OdcsKeys.QUALITY);
      List<String> valid =
          rule.optionalMap("arguments").map(given -> given.texts("validValues")).orElse(List.of());
      boolean listsValues =
          rule.optionalText("metric").orElse("").equals("invalidValues")
              && rule.optionalText("mustBe").orElse("").equals("0")
              && !valid.isEmpty();
      if (listsValues && !allowed.values().isEmpty()) {
        throw rule.place()
            .problem("the allowed values stand twice", "one `enum`, or one rule with `validValues`")
            .asException();
      }
      if (listsValues) {
        allowed =
            new Allowed(valid, Severity.of(rule.optionalText("severity").orElse("")), rule.place());
      }
    }
    return allowed;
  }

  private static void demandType(Allowed allowed, LogicalType type, String format) {
    for (String value : allowed.values()) {
      boolean fits =
          switch (type) {
            case STRING -> true;
            case INTEGER -> value.matches("-?\\d{1,15}");
            case NUMBER -> value.matches("-?\\d{1,300}(\\.\\d{1,300})?");
            case BOOLEAN -> false;
            case DATE, TIMESTAMP -> Formats.parse(value, type, format).isPresent();
          };
      if (!fits) {
        String expected = new Check.IsType("", type, format).expected();
        throw allowed
            .place()
            .problem(
                "the allowed value `%s` cannot be used".formatted(Names.abbreviate(value)),
                type == LogicalType.BOOLEAN ? "no list: true and false are all there is" : expected)
            .asException();
      }
    }
  }

  private static void demandOrder(YamlMap options, String key, boolean inOrder) {
    if (!inOrder) {
      throw options
          .placeOf(key)
          .problem("`%s` is below the minimum: no value could pass".formatted(key), "a larger one")
          .asException();
    }
  }

  private static LogicalType type(YamlMap map) {
    String written = map.optionalText("logicalType").orElse("string");
    for (LogicalType type : LogicalType.values()) {
      if (type.written().equals(written)) {
        return type;
      }
    }
    List<String> known = List.of("string", "date", "timestamp", "integer", "number", "boolean");
    String near = Names.nearest(written, known);
    throw map.placeOf("logicalType")
        .problem(
            "logicalType `%s` is unknown".formatted(Names.abbreviate(written)),
            String.join(", ", known),
            near.isEmpty() ? "" : "write `%s`".formatted(near))
        .asException();
  }

  private static String format(YamlMap options) {
    String format = options.optionalText("format").orElse("");
    try {
      Formats.strptime(format);
      return format;
    } catch (ProblemException e) {
      throw options
          .placeOf("format")
          .problem(e.problem().what(), e.problem().expected(), e.problem().remedy())
          .asException(e);
    }
  }

  private static String pattern(YamlMap options) {
    String pattern = options.optionalText("pattern").orElse("");
    EcmaPattern.read(pattern, options.placeOf("pattern"));
    return pattern;
  }

  private static OptionalDouble number(YamlMap options, String key) {
    return options.optionalNumber(key).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private static OptionalInt length(YamlMap options, String key) {
    if (options.optionalText(key).isEmpty()) {
      return OptionalInt.empty();
    }
    int length = options.integer(key, 0);
    if (length < 0) {
      throw wrong(options, key, String.valueOf(length), "0 or more");
    }
    return OptionalInt.of(length);
  }

  private static ProblemException wrong(YamlMap map, String key, String value, String expected) {
    return map.placeOf(key)
        .problem("`%s: %s` cannot be used".formatted(key, Names.abbreviate(value)), expected)
        .asException();
  }
}
