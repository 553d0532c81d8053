package dev.evenkeel.checks;

import dev.evenkeel.tables.DuckDb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Aggregates over one relation as texts, in one pass unless the table is very wide.
final class Aggregates {
  // The engine keeps a state for each; of many thousand its planning alone takes seconds.
  private static final int PASS_MAX = 1_500;

  private final Map<String, Optional<String>> known = new LinkedHashMap<>();

  /// Asks for one; equal ones are computed once.
  String want(String sql) {
    known.putIfAbsent(sql, Optional.empty());
    return sql;
  }

  void run(DuckDb duck, String relation) {
    List<String> all = new ArrayList<>(known.keySet());
    for (int from = 0; from < all.size(); from += PASS_MAX) {
      read(duck, relation, all.subList(from, Math.min(all.size(), from + PASS_MAX)));
    }
  }

  private void read(DuckDb duck, String relation, List<String> wanted) {
    String select =
        String.join(
            ", ", wanted.stream().map(sql -> "cast(%s as varchar)".formatted(sql)).toList());
    List<@Nullable String> texts =
        duck.query(
            "select %s from %s".formatted(select, relation),
            rows -> {
              rows.next();
              List<@Nullable String> read = new ArrayList<>();
              for (int index = 1; index <= wanted.size(); index++) {
                read.add(rows.getString(index));
              }
              return read;
            });
    for (int index = 0; index < wanted.size(); index++) {
      known.put(wanted.get(index), Optional.ofNullable(texts.get(index)));
    }
  }

  /// Empty when there is none, as the least of no rows.
  Optional<String> text(String sql) {
    return known.getOrDefault(sql, Optional.empty());
  }

  long count(String sql) {
    return text(sql).map(Long::parseLong).orElse(0L);
  }

  /// Empty for what is no finite number, too.
  Optional<BigDecimal> number(String sql) {
    return text(sql)
        .flatMap(text -> {
          try {
            return Optional.of(new BigDecimal(text));
          } catch (NumberFormatException e) {
            return Optional.empty();
          }
        });
  }
}
