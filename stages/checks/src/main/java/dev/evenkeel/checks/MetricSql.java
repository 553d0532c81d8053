package dev.evenkeel.checks;

import dev.evenkeel.contracts.rules.Body;
import dev.evenkeel.tables.DuckDb;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Metrics of the library as conditions on rows.
final class MetricSql {
  private MetricSql() {}

  /// What holds for the rows that count; empty when that cannot be rendered.
  static Optional<String> of(Body.Metric metric, Cell cell) {
    return switch (metric) {
      case Body.MissingValues missing -> Optional.of(missing(missing.values(), cell));
      case Body.InvalidValues invalid -> invalid(invalid, cell);
      case Body.NullValues _, Body.RowCount _, Body.DuplicateValues _, Body.Sql _ ->
          Optional.empty();
    };
  }

  /// Null counts only if it is listed.
  private static String missing(List<@Nullable Object> values, Cell cell) {
    List<String> conditions = new ArrayList<>();
    if (values.contains(null)) {
      conditions.add(cell.raw() + " is null");
    }
    String texts =
        values.stream()
            .filter(Objects::nonNull)
            .map(value -> DuckDb.text(String.valueOf(value)))
            .collect(Collectors.joining(", "));
    if (!texts.isEmpty()) {
      conditions.add("coalesce(%s in (%s), false)".formatted(cell.text(), texts));
    }
    return String.join(" or ", conditions);
  }

  /// Null is neither valid nor invalid.
  private static Optional<String> invalid(Body.InvalidValues invalid, Cell cell) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (Object value : invalid.values()) {
      if (value != null) {
        values.add(value);
      }
    }
    if (!values.isEmpty()) {
      if (!(RowConditions.oneOf(values, cell) instanceof Condition.Broken(String sql))) {
        return Optional.empty();
      }
      conditions.add(sql);
    }
    if (!invalid.pattern().isEmpty()) {
      if (!(RowConditions.pattern(invalid.pattern(), cell)
          instanceof Condition.Broken(String sql))) {
        return Optional.empty();
      }
      conditions.add(sql);
    }
    return Optional.of(String.join(" or ", conditions));
  }
}
