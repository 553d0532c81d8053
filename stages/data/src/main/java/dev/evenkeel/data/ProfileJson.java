package dev.evenkeel.data;

import dev.evenkeel.data.ColumnStatistics.Numbers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the columns of a version look like, as clients read it.
public final class ProfileJson {
  private ProfileJson() {}

  /// Each column; of classified ones no value.
  public static List<Map<String, Object>> of(
      Datasets datasets, DatasetVersion version, ClassifiedColumns classified) {
    return datasets.statistics(version).stream().map(each -> column(each, classified)).toList();
  }

  static Map<String, Object> column(ColumnStatistics column, ClassifiedColumns classified) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("field", column.field());
    json.put("column", column.column());
    json.put("type", column.type());
    json.put("rows", column.rows());
    json.put("nulls", column.nulls());
    json.put("distinct", column.distinct());
    if (classified.holds(column)) {
      // A smallest value, a frequent one and the edge of a bin are values of somebody.
      json.put("masked", true);
      return json;
    }
    Numbers numbers = column.numbers();
    if (numbers.count() > 0) {
      json.put("min", numbers.min());
      json.put("max", numbers.max());
      json.put("mean", numbers.mean());
      json.put("sd", numbers.sd());
      json.put("histogram", histogram(numbers));
    }
    if (!column.top().isEmpty()) {
      json.put("top", column.top());
    }
    return json;
  }

  private static List<Map<String, Object>> histogram(Numbers numbers) {
    double width = Math.scalb(1.0, numbers.histogram().exponent());
    return numbers.histogram().counts().entrySet().stream()
        .map(bin -> {
          Map<String, Object> json = new LinkedHashMap<>();
          json.put("from", bin.getKey() * width);
          json.put("to", (bin.getKey() + 1) * width);
          json.put("count", bin.getValue());
          return json;
        })
        .toList();
  }
}
