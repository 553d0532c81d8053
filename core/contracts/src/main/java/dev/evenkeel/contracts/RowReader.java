package dev.evenkeel.contracts;

import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads records of a request under a contract, and says of each wrong value where it stands and
/// what was expected. What a check means is the same as in the engines that check whole files; JSON
/// has types, so a string is never a number here.
public final class RowReader {
  private static final int TEXT_CHARS_MAX = 10_000;
  private static final double INTEGER_MAX = 9_007_199_254_740_992.0;

  private final Map<String, Property> properties;
  private final Map<String, List<Check>> checks;
  private final Map<String, Pattern> patterns;

  public RowReader(List<Property> inputs) {
    properties =
        inputs.stream()
            .collect(
                Collectors.toMap(
                    Property::name, property -> property, (one, two) -> one, LinkedHashMap::new));
    Contract contract = new Contract("request", "1.0.0", "", "", "request", inputs);
    checks = CheckPlan.of(contract).checks().stream().collect(Collectors.groupingBy(Check::column));
    patterns =
        inputs.stream()
            .filter(property -> !property.pattern().isEmpty())
            .collect(
                Collectors.toMap(Property::name, property -> Patterns.compile(property.pattern())));
  }

  /// What a record holds.
  ///
  /// @param values by property: Double, String, Long (microseconds of a time) or null; complete
  ///   only when there are no violations
  public record Reading(
      Map<String, @Nullable Object> values, List<Violation> violations, List<String> warnings) {
    public Reading {
      violations = List.copyOf(violations);
      warnings = List.copyOf(warnings);
    }
  }

  /// Reads one record.
  ///
  /// @param pointer where it stands in the request: `/instances/3`
  public Reading read(JsonNode record, String pointer) {
    List<Violation> violations = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    if (!record.isObject()) {
      violations.add(new Violation(pointer, "type", "an object of named features", found(record)));
      return new Reading(values, violations, warnings);
    }
    for (String name : record.propertyNames()) {
      if (!properties.containsKey(name)) {
        violations.add(unknown(name, pointer));
      }
    }
    for (Property property : properties.values()) {
      JsonNode cell = record.path(property.name());
      String place = pointer + "/" + escape(property.name());
      if (cell.isMissingNode() || cell.isNull()) {
        values.put(property.name(), null);
        if (property.required()) {
          violations.add(
              new Violation(place, "required", "a value", cell.isNull() ? "null" : "nothing"));
        }
        continue;
      }
      Object value = value(property, cell);
      if (value == null) {
        violations.add(new Violation(place, "type", expected(property), found(cell)));
        continue;
      }
      values.put(property.name(), value);
      judge(property, value, place, violations, warnings);
    }
    return new Reading(values, violations, warnings);
  }

  /// Rows in memory from what was read.
  public static Frame frame(List<Property> inputs, List<Map<String, @Nullable Object>> rows) {
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (Property input : inputs) {
      columns.put(input.name(), column(input, rows));
    }
    return new Frame(rows.size(), columns);
  }

  private static Frame.Column column(Property input, List<Map<String, @Nullable Object>> rows) {
    if (input.type().isTime()) {
      long[] times = new long[rows.size()];
      Arrays.setAll(
          times,
          row -> rows.get(row).get(input.name()) instanceof Long time ? time : Frame.Times.MISSING);
      return new Frame.Times(times);
    }
    if (input.type().isNumeric()) {
      double[] numbers = new double[rows.size()];
      Arrays.setAll(
          numbers,
          row -> rows.get(row).get(input.name()) instanceof Double number ? number : Double.NaN);
      return new Frame.Numbers(numbers);
    }
    @Nullable String[] texts = new @Nullable String[rows.size()];
    Arrays.setAll(
        texts, row -> rows.get(row).get(input.name()) instanceof String text ? text : null);
    return new Frame.Texts(texts);
  }

  private Violation unknown(String name, String pointer) {
    String near = Names.nearest(name, properties.keySet());
    String expected =
        near.isEmpty()
            ? "one of " + String.join(", ", properties.keySet())
            : "the field `%s`".formatted(near);
    return new Violation(
        pointer + "/" + escape(Names.abbreviate(name)),
        "unknown-field",
        expected,
        Names.abbreviate(name));
  }

  private static @Nullable Object value(Property property, JsonNode cell) {
    return switch (property.type()) {
      case STRING -> cell.isString() ? text(cell.stringValue()) : null;
      case BOOLEAN -> cell.isBoolean() ? (cell.booleanValue() ? 1.0 : 0.0) : null;
      case NUMBER ->
          cell.isNumber() && Double.isFinite(cell.asDouble()) ? (Object) cell.asDouble() : null;
      case INTEGER -> integer(cell);
      case DATE, TIMESTAMP -> time(property, cell);
    };
  }

  // Half of a surrogate pair is no text: no encoder takes it, so it could be neither kept nor told.
  private static @Nullable String text(String value) {
    boolean whole = value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
    return whole && value.length() <= TEXT_CHARS_MAX ? value : null;
  }

  private static @Nullable Object integer(JsonNode cell) {
    if (!cell.isNumber()) {
      return null;
    }
    double value = cell.asDouble();
    return value == Math.rint(value) && Math.abs(value) <= INTEGER_MAX ? value : null;
  }

  private static @Nullable Object time(Property property, JsonNode cell) {
    if (!cell.isString() || cell.stringValue().length() > 64) {
      return null;
    }
    OptionalLong micros = Formats.parse(cell.stringValue(), property.type(), property.format());
    return micros.isPresent() ? micros.getAsLong() : null;
  }

  private void judge(
      Property property,
      Object value,
      String place,
      List<Violation> violations,
      List<String> warnings) {
    for (Check check : checks.getOrDefault(property.name(), List.of())) {
      if (holds(check, value)) {
        continue;
      }
      if (check.severity() == Severity.ERROR) {
        violations.add(
            new Violation(place, check.rule(), check.expected(), Names.abbreviate(plain(value))));
      } else {
        warnings.add(
            "%s: `%s` is not %s"
                .formatted(property.name(), Names.abbreviate(plain(value)), check.expected()));
      }
    }
  }

  private boolean holds(Check check, Object value) {
    return switch (check) {
      // Null and type were judged when the value was read; a single record has no twin.
      case Check.Required required -> true;
      case Check.IsType type -> true;
      case Check.Unique unique -> true;
      case Check.OneOf oneOf -> isOneOf(oneOf, value);
      case Check.InRange range -> value instanceof Double number && within(range, number);
      case Check.HasLength length -> value instanceof String text && fits(length, text);
      case Check.Matches matches ->
          value instanceof String text
              && Patterns.matches(Objects.requireNonNull(patterns.get(matches.column())), text);
    };
  }

  private boolean isOneOf(Check.OneOf oneOf, Object value) {
    if (value instanceof Long time) {
      Property property = Objects.requireNonNull(properties.get(oneOf.column()));
      return oneOf.values().stream()
          .map(allowed -> Formats.parse(allowed, property.type(), property.format()))
          .anyMatch(allowed -> allowed.equals(OptionalLong.of(time)));
    }
    if (value instanceof Double number) {
      return oneOf.values().stream().anyMatch(allowed -> Double.parseDouble(allowed) == number);
    }
    return oneOf.values().contains(String.valueOf(value));
  }

  private static boolean within(Check.InRange range, double number) {
    return (range.minimum().isEmpty() || number >= range.minimum().getAsDouble())
        && (range.maximum().isEmpty() || number <= range.maximum().getAsDouble());
  }

  private static boolean fits(Check.HasLength length, String text) {
    int characters = text.codePointCount(0, text.length());
    return (length.minimum().isEmpty() || characters >= length.minimum().getAsInt())
        && (length.maximum().isEmpty() || characters <= length.maximum().getAsInt());
  }

  private static String expected(Property property) {
    return new Check.IsType(property.name(), property.type(), property.format()).expected();
  }

  private static String plain(Object value) {
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.valueOf(number.longValue());
    }
    return String.valueOf(value);
  }

  private static String found(JsonNode cell) {
    String kind = cell.isString() ? "the string " : cell.isNumber() ? "the number " : "";
    return kind + Names.abbreviate(cell.toString());
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
