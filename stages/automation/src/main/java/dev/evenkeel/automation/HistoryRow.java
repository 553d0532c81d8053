package dev.evenkeel.automation;

import dev.evenkeel.base.Micros;
import dev.evenkeel.contracts.Formats;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.LogicalType;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.data.History;
import dev.evenkeel.models.Target;
import java.time.Instant;
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
  static List<HistoryRow> of(Frame frame, LoopProject project, List<Property> inputs) {
    Target target = project.project().target();
    Property truth = project.contract().property(target.column()).orElseThrow();
    long[] times = frame.times(project.project().dataset().timeColumn());
    double[] numbers = frame.numbers(History.ROW);
    List<HistoryRow> rows = new ArrayList<>();
    for (int row = 0; row < frame.rows(); row++) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (Property input : inputs) {
        values.put(input.name(), value(frame, input, row));
      }
      rows.add(
          new HistoryRow(
              (long) numbers[row],
              Micros.instant(times[row]),
              values,
              Optional.ofNullable(value(frame, truth, row))
                  .filter(value -> isKnown(target, value))));
    }
    return rows;
  }

  // A class that the history of the start did not have is no truth that this model can be told.
  private static boolean isKnown(Target target, Object truth) {
    return target instanceof Target.Quantity || target.labelIndex(truth).isPresent();
  }

  private static @Nullable Object value(Frame frame, Property property, int row) {
    Frame.Column column = frame.column(property.name());
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Frame.Numbers numbers -> number(numbers.values()[row], property.type());
      case Frame.Texts texts -> texts.values()[row];
      case Frame.Times times ->
          Formats.print(times.values()[row], property.type(), property.format());
    };
  }

  private static Object number(double value, LogicalType type) {
    if (type == LogicalType.BOOLEAN) {
      return value != 0;
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Object) (long) value : value;
  }
}
