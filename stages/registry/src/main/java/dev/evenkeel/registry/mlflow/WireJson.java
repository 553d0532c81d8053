package dev.evenkeel.registry.mlflow;

import dev.evenkeel.registry.tracking.KeyValue;
import dev.evenkeel.registry.tracking.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parts that several messages of MLflow's API have in common, read and written.
final class WireJson {
  private WireJson() {}

  /// A number as protobuf's JSON form has it: what JSON cannot say is text.
  static Object number(double value) {
    if (Double.isFinite(value)) {
      return value;
    }
    return Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  }

  /// Parameters or tags: `[{"key": …, "value": …}]`.
  static List<Map<String, Object>> pairs(Map<String, String> pairs) {
    return pairs.entrySet().stream()
        .map(each -> object("key", each.getKey(), "value", each.getValue()))
        .toList();
  }

  /// Parameters or tags of a request.
  static List<KeyValue> pairs(Fields fields, String name) {
    return fields.messages(name).stream()
        .map(each -> new KeyValue(each.required("key"), each.text("value").orElse("")))
        .toList();
  }

  static Map<String, Object> metric(Metric metric) {
    Map<String, Object> json = object("key", metric.key(), "value", number(metric.value()));
    json.put("timestamp", metric.millis());
    json.put("step", metric.step());
    return json;
  }

  /// An object with one field, to which more may be added.
  static Map<String, Object> object(String name, Object value) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(name, value);
    return json;
  }

  /// An object with two fields, to which more may be added.
  static Map<String, Object> object(String name, Object value, String other, Object otherValue) {
    Map<String, Object> json = object(name, value);
    json.put(other, otherValue);
    return json;
  }

  /// Adds a field unless it is empty text.
  static void putText(Map<String, Object> json, String name, String value) {
    if (!value.isEmpty()) {
      json.put(name, value);
    }
  }

  /// Adds a field unless it is an empty list.
  static void putList(Map<String, Object> json, String name, List<?> values) {
    if (!values.isEmpty()) {
      json.put(name, values);
    }
  }
}
