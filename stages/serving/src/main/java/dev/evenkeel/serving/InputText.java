package dev.evenkeel.serving;

import dev.evenkeel.base.Json;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row's features as the log keeps them.
final class InputText {
  private InputText() {}

  /// JSON in the order of the signature; equal texts are equal rows.
  static String of(List<Property> signature, Frame frame, int row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Property input : signature) {
      values.put(input.name(), value(frame.column(input.name()), row));
    }
    return Json.text(values);
  }

  private static @Nullable Object value(Frame.Column column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Frame.Numbers numbers -> (Object) numbers.values()[row];
      case Frame.Texts texts -> texts.values()[row];
      case Frame.Times times -> (Object) times.values()[row];
    };
  }
}
