package dev.evenkeel.automation;

import dev.evenkeel.contracts.Contract;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.History;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row of a history, as a client would send it.
///
/// @param number its line in the file, which makes its idempotency key
/// @param at when it happened
/// @param inputs what the model is asked with
/// @param truth what turned out; empty when it never did
record HistoryRow(
    long number, Instant at, Map<String, @Nullable Object> inputs, Optional<Object> truth) {

  String key() {
    return "replay-" + number;
  }

  /// Turns a frame into requests.
  ///
  /// @param inputs the columns that the model's signature names
  static List<HistoryRow> of(
      Frame frame, Contract contract, String timeColumn, List<Property> inputs, String target) {
    Property truth = contract.property(target).orElseThrow();
    List<HistoryRow> rows = new ArrayList<>();
    for (int row = 0; row < frame.rows(); row++) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (Property input : inputs) {
        values.put(input.name(), value(frame, input, row));
      }
      rows.add(
          new HistoryRow(
              (long) frame.numbers(History.ROW)[row],
              instant(frame.times(timeColumn)[row]),
              values,
              Optional.ofNullable(value(frame, truth, row))));
    }
    return rows;
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  private static @Nullable Object value(Frame frame, Property property, int row) {
    Frame.Column column = frame.column(property.name());
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Frame.Numbers numbers -> number(numbers.values()[row], property.type());
      case Frame.Texts texts -> texts.values()[row];
      case Frame.Times times -> time(times.values()[row], property);
    };
  }

  private static Object number(double value, LogicalType type) {
    if (type == LogicalType.BOOLEAN) {
      return value != 0;
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : value;
  }

  private static String time(long micros, Property property) {
    LocalDateTime time = LocalDateTime.ofInstant(instant(micros), ZoneOffset.UTC);
    if (!property.format().isEmpty()) {
      return DateTimeFormatter.ofPattern(property.format()).format(time);
    }
    return property.type() == LogicalType.DATE ? time.toLocalDate().toString() : time + "Z";
  }
}
