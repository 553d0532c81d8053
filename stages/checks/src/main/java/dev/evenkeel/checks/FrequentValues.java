package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import dev.evenkeel.tables.TableSource;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Conditions on columns whose values come often: each value is counted, which the engine does by
/// the file's own dictionary, and judged once. A pattern so takes a tenth of the time.
final class FrequentValues {
  private static final int ROWS_LOOKED_AT = 50_000;
  private static final int ROWS_A_VALUE_MIN = 8;
  private static final int BAD_VALUES_MAX = 8;

  private final DuckDb duck;
  private final TableSource source;
  private final Map<TableSource.Column, Set<String>> conditions = new LinkedHashMap<>();
  private final Map<String, String> shorter = new LinkedHashMap<>();

  FrequentValues(DuckDb duck, TableSource source) {
    this.duck = duck;
    this.source = source;
  }

  void want(TableSource.Column column, String condition) {
    conditions.computeIfAbsent(column, _ -> new LinkedHashSet<>()).add(condition);
  }

  Set<String> wanted() {
    return conditions.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  /// Rows by condition; of columns whose values are too many, and of what fails, nothing.
  Map<String, BigDecimal> count() {
    Map<String, BigDecimal> rows = new LinkedHashMap<>();
    for (TableSource.Column column : frequent()) {
      try {
        rows.putAll(count(column));
      } catch (IllegalStateException e) {
        // Then each condition is asked for by itself, and says what is wrong.
      }
    }
    return rows;
  }

  /// Judged by the file's first rows: a wrong guess costs time only.
  private List<TableSource.Column> frequent() {
    List<TableSource.Column> columns = List.copyOf(conditions.keySet());
    if (columns.isEmpty()) {
      return columns;
    }
    String names = columns.stream().map(TableSource.Column::sql).collect(Collectors.joining(", "));
    String distinct =
        columns.stream()
            .map(column -> "count(distinct %s)".formatted(column.sql()))
            .collect(Collectors.joining(", "));
    return duck.query(
        "select count(*), %s from (select %s from %s limit %d)"
            .formatted(distinct, names, source.typedRelation(), ROWS_LOOKED_AT),
        found -> {
          found.next();
          List<TableSource.Column> frequent = new ArrayList<>();
          for (int index = 0; index < columns.size(); index++) {
            boolean isLarge = found.getLong(1) == ROWS_LOOKED_AT;
            if (isLarge && found.getLong(index + 2) * ROWS_A_VALUE_MIN <= ROWS_LOOKED_AT) {
              frequent.add(columns.get(index));
            }
          }
          return frequent;
        });
  }

  /// A shorter condition that holds for the same rows: when few values are bad, by these. Empty
  /// when it does not go shorter.
  Optional<String> shorter(String condition) {
    return Optional.ofNullable(shorter.get(condition));
  }

  private Map<String, BigDecimal> count(TableSource.Column column) {
    List<String> asked = List.copyOf(conditions.getOrDefault(column, Set.of()));
    String answers =
        asked.stream()
            .map(condition ->
                "coalesce(sum(\"evenkeel rows\") filter (where %1$s), 0), list(%2$s) filter (where %1$s)"
                    .formatted(condition, column.sql()))
            .collect(Collectors.joining(", "));
    return duck.query(
        "select %1$s from (select %2$s, count(*) as \"evenkeel rows\" from %3$s group by %2$s)"
            .formatted(answers, column.sql(), source.typedRelation()),
        found -> {
          found.next();
          Map<String, BigDecimal> rows = new LinkedHashMap<>();
          for (int index = 0; index < asked.size(); index++) {
            rows.put(asked.get(index), found.getBigDecimal(2 * index + 1));
            remember(column, asked.get(index), found.getArray(2 * index + 2));
          }
          return rows;
        });
  }

  private void remember(TableSource.Column column, String condition, @Nullable Array bad)
      throws SQLException {
    if (bad == null || !column.type().equals("VARCHAR")) {
      return;
    }
    Object[] values = (Object[]) bad.getArray();
    if (values.length <= BAD_VALUES_MAX && Arrays.stream(values).allMatch(Objects::nonNull)) {
      shorter.put(
          condition,
          Arrays.stream(values)
              .map(value -> DuckDb.text(value.toString()))
              .collect(Collectors.joining(", ", column.sql() + " in (", ")")));
    }
  }
}
