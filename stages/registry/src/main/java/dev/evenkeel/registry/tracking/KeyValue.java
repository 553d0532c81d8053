package dev.evenkeel.registry.tracking;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A parameter or a tag, as a client sent it.
public record KeyValue(String key, String value) {
  /// Values that are too long are cut off, as MLflow's server does: a notebook that logs a model's
  /// settings should not fail for their length.
  static List<KeyValue> cut(List<KeyValue> pairs, int chars) {
    return pairs.stream().map(pair -> new KeyValue(pair.key(), cut(pair.value(), chars))).toList();
  }

  static String cut(String value, int chars) {
    // Python counts code points.
    return value.length() <= chars || value.codePointCount(0, value.length()) <= chars
        ? value
        : value.substring(0, value.offsetByCodePoints(0, chars));
  }

  static KeyValue read(ResultSet row) throws SQLException {
    return new KeyValue(
        row.getString(OwnedRows.Reader.FIRST), row.getString(OwnedRows.Reader.FIRST + 1));
  }

  /// Of a key that comes twice the last value counts.
  static Map<String, String> lastOfEach(List<KeyValue> pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    pairs.forEach(pair -> values.put(pair.key(), pair.value()));
    return values;
  }
}
