package dev.evenkeel.contracts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads good rows of a request straight into columns. It knows right from wrong as [RowReader]
/// does and no more: of rows that are not in order it says only that, and [RowReader] then says
/// what is wrong with them. Safe for many threads at once.
public final class RowParser {
  private final FieldRules[] fields;
  private final Map<String, Integer> positions = new HashMap<>();
  private final Frame.Layout layout;

  public RowParser(List<Property> inputs) {
    Map<String, FieldRules> rules = RowReader.fields(inputs);
    fields = rules.values().toArray(FieldRules[]::new);
    layout = new Frame.Layout(rules.keySet());
    rules.keySet().forEach(name -> positions.put(name, positions.size()));
  }

  /// Rows that satisfy the contract.
  ///
  /// @param frame one column for each field, in their order
  /// @param warnings of the rows that broke a soft rule
  public record Rows(Frame frame, Map<Integer, List<String>> warnings) {
    /// What was odd about a row, in plain words.
    public List<String> warnings(int row) {
      return warnings.isEmpty() ? List.of() : warnings.getOrDefault(row, List.of());
    }
  }

  /// Reads a list of objects.
  ///
  /// @param json stands at the beginning of the list, and afterwards at its end, unless the answer
  ///   is empty
  /// @param rowsMax more rows are not in order
  /// @return empty when a row is not in order, or there is none
  /// @throws tools.jackson.core.JacksonException when it is no JSON
  public Optional<Rows> parse(JsonParser json, int rowsMax) {
    Reading reading = new Reading(json);
    while (json.nextToken() == JsonToken.START_OBJECT && reading.rows < rowsMax) {
      if (!reading.row()) {
        return Optional.empty();
      }
    }
    boolean complete = json.currentToken() == JsonToken.END_ARRAY && reading.rows > 0;
    return complete ? Optional.of(reading.done()) : Optional.empty();
  }

  private record Warning(int row, int field, String text) {}

  /// One pass over a list.
  private final class Reading {
    private final JsonParser json;
    private final Object[] columns = new Object[fields.length];

    /// The row in which each field was seen last, counted from 1.
    private final int[] seen = new int[fields.length];

    private int capacity = 1;
    private int rows;
    private List<Warning> warnings = List.of();

    Reading(JsonParser json) {
      this.json = json;
      for (int field = 0; field < fields.length; field++) {
        columns[field] =
            switch (fields[field].property().type()) {
              case STRING -> new @Nullable String[capacity];
              case DATE, TIMESTAMP -> new long[capacity];
              case INTEGER, NUMBER, BOOLEAN -> new double[capacity];
            };
      }
    }

    /// Reads the object that has begun.
    boolean row() {
      if (rows == capacity) {
        resize(Math.max(16, 2 * capacity));
      }
      rows++;
      int expected = 0;
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        int field = position(name, expected);
        if (field < 0 || seen[field] == rows || !cell(field, json.nextToken())) {
          return false;
        }
        seen[field] = rows;
        expected = field + 1;
      }
      return json.currentToken() == JsonToken.END_OBJECT && fillMissing();
    }

    // Clients keep to an order, mostly ours.
    private int position(String name, int expected) {
      if (expected < fields.length && fields[expected].property().name().equals(name)) {
        return expected;
      }
      Integer known = positions.get(name);
      return known == null ? -1 : known;
    }

    private boolean fillMissing() {
      for (int field = 0; field < fields.length; field++) {
        if (seen[field] != rows && !missing(field)) {
          return false;
        }
      }
      return true;
    }

    private boolean missing(int field) {
      switch (columns[field]) {
        case double[] numbers -> numbers[rows - 1] = Double.NaN;
        case long[] times -> times[rows - 1] = Frame.Times.MISSING;
        default -> texts(field)[rows - 1] = null;
      }
      return !fields[field].property().required();
    }

    private boolean cell(int field, @Nullable JsonToken token) {
      if (token == JsonToken.VALUE_NULL) {
        return missing(field);
      }
      return switch (fields[field].property().type()) {
        case STRING -> token == JsonToken.VALUE_STRING && text(field, json.getString());
        case DATE, TIMESTAMP -> token == JsonToken.VALUE_STRING && time(field, json.getString());
        case INTEGER, NUMBER ->
            token != null
                && token.isNumeric()
                && isWritten(field, token)
                && number(field, json.getDoubleValue());
        case BOOLEAN ->
            token != null
                && token.isBoolean()
                && number(field, token == JsonToken.VALUE_TRUE ? 1 : 0);
      };
    }

    private boolean isWritten(int field, JsonToken token) {
      return token != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || fields[field].isNumber(json.getLongValue());
    }

    private boolean number(int field, double value) {
      FieldRules rules = fields[field];
      if (!rules.isNumber(value)) {
        return false;
      }
      ((double[]) columns[field])[rows - 1] = value;
      for (FieldRules.Rule rule : rules.rules()) {
        if (!rule.holds(value) && !isOnlyWarned(field, rule, value)) {
          return false;
        }
      }
      return true;
    }

    private boolean text(int field, String value) {
      if (!FieldRules.isText(value)) {
        return false;
      }
      FieldRules rules = fields[field];
      texts(field)[rows - 1] = value;
      for (FieldRules.Rule rule : rules.rules()) {
        if (!rule.holds(value) && !isOnlyWarned(field, rule, value)) {
          return false;
        }
      }
      return true;
    }

    private boolean time(int field, String value) {
      FieldRules rules = fields[field];
      OptionalLong read = rules.time(value);
      if (read.isEmpty()) {
        return false;
      }
      long micros = read.getAsLong();
      ((long[]) columns[field])[rows - 1] = micros;
      for (FieldRules.Rule rule : rules.rules()) {
        if (!rule.holds(micros) && !isOnlyWarned(field, rule, micros)) {
          return false;
        }
      }
      return true;
    }

    private boolean isOnlyWarned(int field, FieldRules.Rule rule, Object value) {
      if (rule.isHard()) {
        return false;
      }
      if (warnings.isEmpty()) {
        warnings = new ArrayList<>();
      }
      warnings.add(new Warning(rows - 1, field, fields[field].warning(rule, value)));
      return true;
    }

    /// By row, and within it in the order of the fields, however the client ordered them.
    private Map<Integer, List<String>> warningsByRow() {
      if (warnings.isEmpty()) {
        return Map.of();
      }
      Map<Integer, List<String>> byRow = new HashMap<>();
      warnings.stream()
          .sorted(Comparator.comparingInt(Warning::field))
          .forEach(
              each -> byRow.computeIfAbsent(each.row(), row -> new ArrayList<>()).add(each.text()));
      return byRow;
    }

    private @Nullable String[] texts(int field) {
      return (@Nullable String[]) columns[field];
    }

    private void resize(int length) {
      for (int field = 0; field < fields.length; field++) {
        columns[field] =
            switch (columns[field]) {
              case double[] numbers -> Arrays.copyOf(numbers, length);
              case long[] times -> Arrays.copyOf(times, length);
              default -> Arrays.copyOf(texts(field), length);
            };
      }
      capacity = length;
    }

    Rows done() {
      if (rows < capacity) {
        resize(rows);
      }
      Frame.Column[] made = new Frame.Column[fields.length];
      for (int field = 0; field < fields.length; field++) {
        made[field] =
            switch (columns[field]) {
              case double[] numbers -> new Frame.Numbers(numbers);
              case long[] times -> new Frame.Times(times);
              default -> new Frame.Texts(texts(field));
            };
      }
      return new Rows(new Frame(rows, layout, made), warningsByRow());
    }
  }
}
