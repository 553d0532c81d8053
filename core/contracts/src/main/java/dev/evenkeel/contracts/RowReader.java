package dev.evenkeel.contracts;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads records of a request under a contract, and says of each wrong value where it stands and
/// what was expected. What a check means is the same as in the engines that check whole files; JSON
/// has types, so a string is never a number here.
public final class RowReader {
  private final Map<String, FieldRules> fields;
  private final RowParser parser;
  private final FrameChecks checks;

  public RowReader(List<Property> inputs) {
    fields = fields(inputs);
    parser = new RowParser(inputs);
    checks = new FrameChecks(List.copyOf(fields.values()));
  }

  /// What reads rows that are in order, many times as fast.
  public RowParser parser() {
    return parser;
  }

  /// What is wrong with rows that are in columns already, by the same rules; where each stands is
  /// `/row/field`.
  ///
  /// @param rows with a column for each field
  /// @param most so many are told
  public List<Violation> violations(Frame rows, int most) {
    return checks.violations(rows, most);
  }

  /// The checks of each field, in the order of the fields.
  static Map<String, FieldRules> fields(List<Property> inputs) {
    Contract contract = new Contract("request", "1.0.0", "", "", "request", inputs);
    Map<String, List<Check>> checks =
        CheckPlan.of(contract).checks().stream().collect(Collectors.groupingBy(Check::column));
    Map<String, FieldRules> fields = new LinkedHashMap<>();
    for (Property input : inputs) {
      fields.computeIfAbsent(
          input.name(), name -> new FieldRules(input, checks.getOrDefault(name, List.of())));
    }
    return fields;
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
      if (!fields.containsKey(name)) {
        violations.add(unknown(name, pointer));
      }
    }
    for (FieldRules rules : fields.values()) {
      Property property = rules.property();
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
      Object value = value(rules, cell);
      if (value == null) {
        violations.add(new Violation(place, "type", expected(property), found(cell)));
        continue;
      }
      values.put(property.name(), value);
      judge(rules, value, place, violations, warnings);
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
    String near = Names.nearest(name, fields.keySet());
    String expected =
        near.isEmpty()
            ? "one of " + String.join(", ", fields.keySet())
            : "the field `%s`".formatted(near);
    return new Violation(
        pointer + "/" + escape(Names.abbreviate(name)),
        "unknown-field",
        expected,
        Names.abbreviate(name));
  }

  private static @Nullable Object value(FieldRules rules, JsonNode cell) {
    return switch (rules.property().type()) {
      case STRING ->
          cell.isString() && FieldRules.isText(cell.stringValue()) ? cell.stringValue() : null;
      case BOOLEAN -> cell.isBoolean() ? (cell.booleanValue() ? 1.0 : 0.0) : null;
      case NUMBER, INTEGER ->
          cell.isNumber() && isWritten(rules, cell) && rules.isNumber(Json.number(cell))
              ? (Object) Json.number(cell)
              : null;
      case DATE, TIMESTAMP -> time(rules, cell);
    };
  }

  private static boolean isWritten(FieldRules rules, JsonNode cell) {
    return !cell.isIntegralNumber() || !cell.canConvertToLong() || rules.isNumber(cell.longValue());
  }

  private static @Nullable Object time(FieldRules rules, JsonNode cell) {
    OptionalLong micros = cell.isString() ? rules.time(cell.stringValue()) : OptionalLong.empty();
    return micros.isPresent() ? micros.getAsLong() : null;
  }

  private static void judge(
      FieldRules rules,
      Object value,
      String place,
      List<Violation> violations,
      List<String> warnings) {
    for (FieldRules.Rule rule : rules.rules()) {
      if (holds(rule, value)) {
        continue;
      }
      if (rule.isHard()) {
        String found = Names.abbreviate(FieldRules.plain(value));
        Check check = rule.check();
        violations.add(new Violation(place, check.rule(), check.expected(), found));
      } else {
        warnings.add(rules.warning(rule, value));
      }
    }
  }

  private static boolean holds(FieldRules.Rule rule, Object value) {
    if (value instanceof Long time) {
      return rule.holds((long) time);
    }
    return value instanceof Double number
        ? rule.holds((double) number)
        : rule.holds(String.valueOf(value));
  }

  static String expected(Property property) {
    return new Check.IsType(property.name(), property.type(), property.format()).expected();
  }

  private static String found(JsonNode cell) {
    String kind = cell.isString() ? "the string " : cell.isNumber() ? "the number " : "";
    return kind + Names.abbreviate(cell.toString());
  }

  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
