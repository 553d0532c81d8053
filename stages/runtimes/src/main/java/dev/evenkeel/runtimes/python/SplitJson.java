package dev.evenkeel.runtimes.python;

import dev.evenkeel.base.Json;
import dev.evenkeel.base.Problem;
import dev.evenkeel.contracts.Frame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rows as pandas and MLflow write them: `{"columns": [...], "data": [[...], ...]}`; a matrix is a
/// list of lists, or has it as `inputs`.
final class SplitJson {
  static final int ROWS_MAX = 1000;

  private SplitJson() {}

  /// Reads at most [#ROWS_MAX] rows.
  static Frame read(byte[] json, List<LoggedColumn> columns, String where) {
    JsonNode document = Json.parse(json, where);
    JsonNode rows =
        document.isArray() ? document : document.path(document.has("data") ? "data" : "inputs");
    List<String> names = new ArrayList<>();
    document.path("columns").forEach(name -> names.add(name.asString("")));
    int count = Math.min(rows.size(), ROWS_MAX);
    Map<String, Frame.Column> read = new LinkedHashMap<>();
    for (int index = 0; index < columns.size(); index++) {
      LoggedColumn column = columns.get(index);
      int position = names.isEmpty() ? index : names.indexOf(column.name());
      read.put(column.name(), column(rows, count, position, column.isText(), where));
    }
    return new Frame(count, read);
  }

  private static Frame.Column column(
      JsonNode rows, int count, int position, boolean text, String where) {
    if (text) {
      @Nullable String[] values = new @Nullable String[count];
      for (int row = 0; row < count; row++) {
        JsonNode value = value(rows, row, position, where);
        values[row] = value.isNull() || value.isMissingNode() ? null : value.asString("");
      }
      return new Frame.Texts(values);
    }
    double[] values = new double[count];
    for (int row = 0; row < count; row++) {
      JsonNode value = value(rows, row, position, where);
      values[row] = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble(Double.NaN);
    }
    return new Frame.Numbers(values);
  }

  private static JsonNode value(JsonNode rows, int row, int position, String where) {
    JsonNode values = rows.get(row);
    if (!values.isArray()) {
      throw new Problem(
              Problem.Kind.INPUT, "row %d is no list".formatted(row), where, "lists of values", "")
          .asException();
    }
    return values.path(position);
  }
}
