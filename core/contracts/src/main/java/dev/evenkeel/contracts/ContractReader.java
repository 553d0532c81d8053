package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import dev.evenkeel.base.Problem;
import dev.evenkeel.base.Yaml;
import dev.evenkeel.base.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/// Reads the part of ODCS 3.0 to 3.2 that describes one table. Keys of the standard that this
/// reader does not use are accepted; a key that the standard does not know is refused with the one
/// that was probably meant.
public final class ContractReader {
  private static final Set<String> TOP =
      Set.of(
          "version",
          "apiVersion",
          "kind",
          "id",
          "name",
          "tenant",
          "tags",
          "status",
          "domain",
          "dataProduct",
          "description",
          "contractCreatedTs",
          "context",
          "schema",
          "servers",
          "team",
          "roles",
          "support",
          "price",
          "slaProperties",
          "slaDefaultElement",
          "customProperties",
          "authoritativeDefinitions");
  private static final Set<String> OBJECT =
      Set.of(
          "id",
          "name",
          "physicalName",
          "logicalType",
          "physicalType",
          "businessName",
          "description",
          "dataGranularityDescription",
          "properties",
          "relationships",
          "quality",
          "tags",
          "deprecated",
          "synonyms",
          "context",
          "customProperties",
          "authoritativeDefinitions");
  private static final Set<String> PROPERTY =
      Set.of(
          "id",
          "name",
          "primaryKey",
          "primaryKeyPosition",
          "logicalType",
          "logicalTypeOptions",
          "physicalType",
          "physicalName",
          "required",
          "unique",
          "partitioned",
          "partitionKeyPosition",
          "classification",
          "encryptedName",
          "transformSourceObjects",
          "transformLogic",
          "transformDescription",
          "examples",
          "criticalDataElement",
          "items",
          "relationships",
          "quality",
          "enum",
          "map",
          "semanticType",
          "deprecated",
          "synonyms",
          "businessName",
          "description",
          "tags",
          "customProperties",
          "authoritativeDefinitions",
          "context");
  private static final Set<String> OPTIONS =
      Set.of(
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "format",
          "minLength",
          "maxLength",
          "pattern",
          "timezone",
          "defaultTimezone");

  private ContractReader() {}

  /// A contract on the first schema object of the document.
  ///
  /// @param where the file's name in messages
  public static Contract read(String yaml, String where) {
    YamlMap document = Yaml.parseMap(yaml, where);
    knows(document, TOP);
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
    knows(object, OBJECT);
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
      if (!names.add(property.name())) {
        throw map.place()
            .problem("property `%s` stands twice".formatted(property.name()), "each once")
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
    knows(map, PROPERTY);
    LogicalType type = type(map);
    Optional<YamlMap> options = map.optionalMap("logicalTypeOptions");
    options.ifPresent(given -> knows(given, OPTIONS));
    List<String> allowed = map.maps("enum").stream().map(item -> item.text("value")).toList();
    Severity severity = Severity.ERROR;
    for (YamlMap rule : map.maps("quality")) {
      if (rule.optionalText("metric").orElse("").equals("invalidValues")) {
        allowed =
            rule.optionalMap("arguments")
                .map(given -> given.texts("validValues"))
                .orElse(List.of());
        severity = severity(rule);
      }
    }
    demandNumbers(map, type, allowed);
    return new Property(
        map.text("name"),
        type,
        map.flag("required", false),
        map.flag("unique", false),
        map.optionalText("description").orElse(""),
        format(options, type),
        number(options, "minimum"),
        number(options, "maximum"),
        integer(options, "minLength"),
        integer(options, "maxLength"),
        pattern(options),
        allowed,
        severity);
  }

  private static void demandNumbers(YamlMap map, LogicalType type, List<String> allowed) {
    for (String value : allowed) {
      if (type.isNumeric() && !value.matches("-?\\d+(\\.\\d+)?")) {
        throw map.placeOf("enum")
            .problem(
                "`%s` is no number".formatted(Names.abbreviate(value)),
                "values of type " + type.written())
            .asException();
      }
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

  private static Severity severity(YamlMap rule) {
    return switch (rule.optionalText("severity").orElse("error").toLowerCase(Locale.ROOT)) {
      case "info", "warning", "warn", "low", "minor", "trivial" -> Severity.WARNING;
      default -> Severity.ERROR;
    };
  }

  private static String format(Optional<YamlMap> options, LogicalType type) {
    String format =
        type.isTime() ? options.flatMap(map -> map.optionalText("format")).orElse("") : "";
    Formats.strptime(format);
    return format;
  }

  private static String pattern(Optional<YamlMap> options) {
    String pattern = options.flatMap(map -> map.optionalText("pattern")).orElse("");
    try {
      java.util.regex.Pattern.compile(pattern);
      return pattern;
    } catch (java.util.regex.PatternSyntaxException e) {
      throw options
          .orElseThrow()
          .placeOf("pattern")
          .problem("the pattern cannot be compiled", "a regular expression")
          .asException(e);
    }
  }

  private static OptionalDouble number(Optional<YamlMap> options, String key) {
    return options
        .flatMap(map -> map.optionalNumber(key))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  private static OptionalInt integer(Optional<YamlMap> options, String key) {
    return options
        .flatMap(map -> map.optionalLong(key))
        .map(length -> OptionalInt.of((int) Math.min(Integer.MAX_VALUE, Math.max(0, length))))
        .orElse(OptionalInt.empty());
  }

  private static void knows(YamlMap map, Set<String> keys) {
    for (String key : map.keys()) {
      if (!keys.contains(key)) {
        String near = Names.nearest(key, keys.stream().sorted().toList());
        throw map.placeOf(key)
            .problem(
                "key `%s` is not in the standard".formatted(Names.abbreviate(key)),
                "a key of ODCS 3.2",
                near.isEmpty() ? "put it under `customProperties`" : "write `%s`".formatted(near))
            .asException();
      }
    }
  }

  private static RuntimeException wrong(YamlMap map, String key, String value, String expected) {
    Problem problem =
        map.placeOf(key)
            .problem("`%s: %s` cannot be used".formatted(key, Names.abbreviate(value)), expected);
    return problem.asException();
  }
}
