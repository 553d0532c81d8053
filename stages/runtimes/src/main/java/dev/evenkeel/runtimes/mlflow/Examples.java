package dev.evenkeel.runtimes.mlflow;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.ProblemException;
import dev.evenkeel.contracts.Frame;
import dev.evenkeel.contracts.Property;
import dev.evenkeel.models.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rows that were logged beside a model. They only warm it up, so rows that do not fit are no
/// error: there are none then.
final class Examples {
  private static final int ROWS_MAX = 100;

  private Examples() {}

  static Optional<Frame> read(Recorded recorded, Signature signature) {
    return recorded
        .file("input_example.json")
        .flatMap(bytes -> {
          try {
            return frame(Json.parse(bytes, "input_example.json"), signature.inputs());
          } catch (ProblemException e) {
            return Optional.empty();
          }
        });
  }

  private static Optional<Frame> frame(JsonNode example, List<Property> inputs) {
    JsonNode data = example.isArray() ? example : example.path("data");
    List<String> names = new ArrayList<>();
    if (example.has("columns")) {
      example.path("columns").forEach(name -> names.add(name.asString("")));
    } else {
      inputs.forEach(input -> names.add(input.name()));
    }
    int rows = Math.min(data.size(), ROWS_MAX);
    if (rows == 0 || inputs.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Frame.Column> columns = new LinkedHashMap<>();
    for (Property input : inputs) {
      int at = names.indexOf(input.name());
      Optional<Frame.Column> column = at < 0 ? Optional.empty() : column(data, rows, at, input);
      if (column.isEmpty()) {
        return Optional.empty();
      }
      columns.put(input.name(), column.get());
    }
    return Optional.of(new Frame(rows, columns));
  }

  private static Optional<Frame.Column> column(JsonNode data, int rows, int at, Property input) {
    @Nullable String[] texts = new @Nullable String[rows];
    double[] numbers = new double[rows];
    for (int row = 0; row < rows; row++) {
      JsonNode value = data.get(row).path(at);
      boolean isNull = value.isNull();
      if (isNull && input.required()) {
        return Optional.empty();
      }
      if (input.type().isNumeric()) {
        if (!isNull && !value.isNumber() && !value.isBoolean()) {
          return Optional.empty();
        }
        numbers[row] =
            isNull
                ? Double.NaN
                : value.isBoolean() ? (value.booleanValue() ? 1 : 0) : value.doubleValue();
      } else if (!isNull && !value.isString()) {
        return Optional.empty();
      } else {
        texts[row] = isNull ? null : value.asString();
      }
    }
    return Optional.of(
        input.type().isNumeric() ? new Frame.Numbers(numbers) : new Frame.Texts(texts));
  }
}
